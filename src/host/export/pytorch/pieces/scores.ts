import { define } from '../python.ts'
import type { AttentionShape, ScoreName } from '../shape.ts'
import { linearPlans, matrixPlan, vectorPlan } from '../tensors.ts'
import type { AttentionArgument } from '../sizes.ts'
import type { TensorPlan } from '../tensors.ts'

/** How well queries fit source positions. The rest of the attention is the span's. */
export interface ScorePiece {
  /** What it is, for the docstring of the class. */
  readonly title: string
  /** Arguments of Attention's `__init__`. */
  readonly arguments: readonly ('query' | 'key' | AttentionArgument)[]
  readonly init: readonly string[]
  /** The method `score`; null for nn.MultiheadAttention, which does more than score. */
  readonly method: string | null
  /** Under `torch` and `name`, such as `decoder.attention` and `attention`. */
  plans(torch: string, name: string): TensorPlan[]
}

const SHAPES = '[batch, target, query], [batch, source, key] -> [batch, target, source]'

/** Every score by its name in the configuration. */
export const SCORE_PIECES: Readonly<Record<ScoreName, (shape: AttentionShape) => ScorePiece>> = {
  additive: ({ querySize, keySize, inner, bias, coverage }) => {
    const without = bias ? '' : ', bias=False'
    return {
      title: coverage
        ? 'Additive attention with coverage (See 2017, equation 11)'
        : 'Additive attention (Bahdanau 2015, appendix A.1.2)',
      arguments: ['query', 'key', 'size'],
      init: [
        `self.query = nn.Linear(query, size${without})`,
        `self.key = nn.Linear(key, size${without})`,
        ...(coverage ? ['self.coverage = nn.Linear(1, size, bias=False)'] : []),
        `self.v = nn.Linear(size, 1${without})`,
      ],
      method: coverage
        ? define(
            'score(self, query, memory, coverage)',
            `v · tanh(W q + U k + w c)${bias ? ' with biases' : ''}, c the sum of a position's weights so far: ${SHAPES}`,
            'keys = self.key(memory) + self.coverage(coverage.unsqueeze(2))',
            'return self.v(torch.tanh(self.query(query).unsqueeze(2) + keys.unsqueeze(1))).squeeze(3)',
          )
        : define(
            'score(self, query, memory)',
            `v · tanh(W q + U k)${bias ? ' with biases' : ''}: ${SHAPES}`,
            'hidden = torch.tanh(self.query(query).unsqueeze(2) + self.key(memory).unsqueeze(1))',
            'return self.v(hidden).squeeze(3)',
          ),
      plans: (torch, name) => [
        ...linearPlans(`${torch}.query`, `${name}.query`, querySize, inner, { bias }),
        ...linearPlans(`${torch}.key`, `${name}.key`, keySize, inner, { bias }),
        ...(coverage ? linearPlans(`${torch}.coverage`, `${name}.coverage`, 1, inner, { bias: false }) : []),
        matrixPlan(`${torch}.v.weight`, `${name}.v`, inner, 1),
        ...(bias ? [vectorPlan(`${torch}.v.bias`, [`${name}.v.bias`], 1)] : []),
      ],
    }
  },

  dot: () => ({
    ...WITHOUT_PARAMETERS,
    title: 'Dot product attention (Luong 2015, section 3.1)',
    method: define('score(self, query, memory)', `q · k: ${SHAPES}`, 'return query @ memory.transpose(1, 2)'),
  }),

  'scaled-dot': () => ({
    ...WITHOUT_PARAMETERS,
    title: 'Scaled dot product attention (Vaswani 2017, section 3.2.1)',
    method: define(
      'score(self, query, memory)',
      `q · k / √size: ${SHAPES}`,
      'return query @ memory.transpose(1, 2) / memory.shape[2] ** 0.5',
    ),
  }),

  general: ({ querySize, keySize }) => ({
    title: '“General” attention (Luong 2015, section 3.1)',
    arguments: ['query', 'key'],
    init: ['self.key = nn.Linear(key, query, bias=False)'],
    method: define(
      'score(self, query, memory)',
      `q · W k: ${SHAPES}`,
      'return query @ self.key(memory).transpose(1, 2)',
    ),
    plans: (torch, name) => linearPlans(`${torch}.key`, `${name}.key`, keySize, querySize, { bias: false }),
  }),

  concat: ({ querySize, keySize, inner }) => ({
    title: '“Concat” attention (Luong 2015, section 3.1)',
    arguments: ['query', 'key', 'size'],
    init: ['self.both = nn.Linear(query + key, size, bias=False)', 'self.v = nn.Linear(size, 1, bias=False)'],
    method: define(
      'score(self, query, memory)',
      `v · tanh(W [q; k]): ${SHAPES}`,
      'queries = query.unsqueeze(2).expand(-1, -1, memory.shape[1], -1)',
      'keys = memory.unsqueeze(1).expand(-1, query.shape[1], -1, -1)',
      'return self.v(torch.tanh(self.both(torch.cat([queries, keys], dim=3)))).squeeze(3)',
    ),
    plans: (torch, name) => [
      matrixPlan(`${torch}.both.weight`, `${name}.weight`, querySize + keySize, inner),
      matrixPlan(`${torch}.v.weight`, `${name}.v`, inner, 1),
    ],
  }),

  location: ({ querySize, positions }) => ({
    title: '“Location” attention (Luong 2015, equation 8)',
    arguments: ['query', 'positions'],
    init: ['self.location = nn.Linear(query, positions, bias=False)'],
    method: define(
      'score(self, query, memory)',
      `Row s of W q for source position s, whatever stands there: ${SHAPES}`,
      'scores = self.location(query)[:, :, : memory.shape[1]]',
      '# Positions behind the last one that W knows get no weight.',
      'return F.pad(scores, (0, memory.shape[1] - scores.shape[2]), value=-1e30)',
    ),
    plans: (torch, name) => [matrixPlan(`${torch}.location.weight`, `${name}.location.weight`, querySize, positions)],
  }),

  'multi-head': ({ querySize, keySize }) => ({
    title: 'Multi-head attention (Vaswani 2017, section 3.2.2)',
    arguments: ['query', 'key', 'heads'],
    init: ['self.heads = nn.MultiheadAttention(query, heads, kdim=key, vdim=key, batch_first=True)'],
    method: null,
    plans: (torch, name) => {
      const parts = ['query', 'key', 'value'].map((part) => `${name}.${part}`)
      const weights = parts.map((part) => `${part}.weight`)
      const biases = parts.map((part) => `${part}.bias`)
      // nn.MultiheadAttention keeps one matrix where queries, keys and values are of one size.
      const same = querySize === keySize
      const inner: TensorPlan[] = same
        ? [
            {
              torch: `${torch}.heads.in_proj_weight`,
              shape: [3 * querySize, querySize],
              parameters: weights,
              transposed: true,
            },
          ]
        : ['q', 'k', 'v'].map((letter, index) =>
            matrixPlan(
              `${torch}.heads.${letter}_proj_weight`,
              weights[index] ?? '',
              index === 0 ? querySize : keySize,
              querySize,
            ),
          )
      return [
        ...inner,
        vectorPlan(`${torch}.heads.in_proj_bias`, biases, 3 * querySize),
        ...linearPlans(`${torch}.heads.out_proj`, `${name}.output`, querySize, querySize),
      ]
    },
  }),
}

const WITHOUT_PARAMETERS = { arguments: [], init: [], plans: () => [] }
