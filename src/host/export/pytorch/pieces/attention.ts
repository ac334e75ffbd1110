import { type Parts, call, define, list, moduleClass } from '../python.ts'
import type { AttentionShape } from '../shape.ts'
import type { AttentionArgument } from '../sizes.ts'
import type { TensorPlan } from '../tensors.ts'
import { SCORE_PIECES } from './scores.ts'
import { SPAN_PIECES, type SpanPiece } from './spans.ts'

export interface AttentionPiece {
  readonly source: string
  /** Its arguments in their order. */
  readonly arguments: readonly ('query' | 'key' | AttentionArgument)[]
  /** Makes one from the decoder's sizes; `query`: numbers in a query, as Python. */
  create(query: string): string
  /** Answers a query: `context, weights = …`. */
  ask(attention: string, query: string, coverage: string): string
  readonly needsPositions: boolean
  readonly weights: string
  plans(torch: string, name: string): TensorPlan[]
}

/** Score × span, as one class. */
export function attentionPiece(shape: AttentionShape): AttentionPiece {
  const score = SCORE_PIECES[shape.score](shape)
  const span = SPAN_PIECES[shape.span](shape)
  const parameters = [...new Set([...score.arguments, ...span.arguments])].sort(
    (a, b) => ORDER.indexOf(a) - ORDER.indexOf(b),
  )
  const extra = [span.positions && 'positions', shape.coverage && 'coverage']
  const weights = shape.score === 'multi-head' ? '[batch, heads, target, source]' : '[batch, target, source]'
  const forward = define(
    `forward(${list('self', 'query', 'memory', 'mask', ...extra)})`,
    `[batch, target, query], [batch, source, key], bool [batch, source]\n-> context [batch, target, ${shape.score === 'multi-head' ? 'query' : 'key'}], weights ${weights}`,
    ...(score.method ? bodyOf(shape, span) : headsBody(shape, span)),
  )
  return {
    source: moduleClass({
      name: 'Attention',
      docstring: `${score.title}\n${span.where}.`.replace(
        '\n',
        `${score.title} ${span.where}`.length > 90 ? '\n' : ' ',
      ),
      parameters,
      init: [...score.init, ...span.init],
      methods: [score.method, span.method, forward],
    }),
    arguments: parameters,
    create: (query) => call('Attention', ...parameters.map((name) => `${name}=${name === 'query' ? query : name}`)),
    ask: (attention, query, coverage) =>
      `context, weights = ${attention}(${list(query, 'memory', 'mask', span.positions && 'positions', shape.coverage && coverage)})`,
    needsPositions: span.positions,
    weights,
    plans: (torch, name) => [...score.plans(torch, name), ...span.plans(torch, name)],
  }
}

const ORDER = ['query', 'key', 'size', 'heads', 'positions', 'window', 'ratio'] as const

function bodyOf({ coverage }: AttentionShape, span: SpanPiece): Parts {
  const scores = `self.score(${list('query', 'memory', coverage && 'coverage')})`
  const softmax = 'F.softmax(scores, dim=2)'
  return [
    ...span.before,
    `scores = ${span.masked(scores)}`,
    `weights = ${span.factor === null ? softmax : `${softmax} * ${span.factor}`}`,
    'return weights @ memory, weights',
  ]
}

/** By nn.MultiheadAttention; where the weights are more than a softmax, by its parameters alone. */
function headsBody({ querySize, keySize }: AttentionShape, span: SpanPiece): Parts {
  const { before, argument } = span.forHeads
  if (argument !== null) {
    return [...before, `return self.heads(query, memory, memory, ${argument}, average_attn_weights=False)`]
  }
  const apart = ['q', 'k', 'v'].map((letter) => `self.heads.${letter}_proj_weight`)
  return [
    ...before,
    `matrices = ${querySize === keySize ? 'self.heads.in_proj_weight.chunk(3)' : list(...apart)}`,
    'maps = zip((query, memory, memory), matrices, self.heads.in_proj_bias.chunk(3))',
    'q, k, v = (F.linear(*each).unflatten(2, (self.heads.num_heads, -1)).transpose(1, 2) for each in maps)',
    'scores = q @ k.transpose(2, 3) / q.shape[3] ** 0.5  # [batch, heads, target, source]',
    `weights = F.softmax(${span.masked('scores')}, dim=3) * ${span.factor}`,
    'return self.heads.out_proj((weights @ v).transpose(1, 2).flatten(2)), weights',
  ]
}
