import { define } from '../python.ts'
import type { AttentionShape, SpanName } from '../shape.ts'
import { linearPlans, matrixPlan } from '../tensors.ts'
import type { AttentionArgument } from '../sizes.ts'
import type { TensorPlan } from '../tensors.ts'

/** Which source positions may be attended to, and how scores become weights. */
export interface SpanPiece {
  /** Of the docstring: the attention … */
  readonly where: string
  /** Arguments of Attention's `__init__`. */
  readonly arguments: readonly ('query' | AttentionArgument)[]
  readonly init: readonly string[]
  /** The method that the others use; null where none is needed. */
  readonly method: string | null
  /** Whether it has to know the queries' places in the target. */
  readonly positions: boolean
  /** What has to be computed before. */
  readonly before: readonly string[]
  /** The scores, where weights may be, and minus infinity elsewhere, from the scores given. */
  masked(scores: string): string
  /** What the softmax is multiplied by, [batch, target, source]; null where the weights are the softmax. */
  readonly factor: string | null
  /**
   * The same for the heads of nn.MultiheadAttention: what has to be computed before, and the argument that masks; null where
   * that module cannot do it, and `masked` and `factor` are to be used.
   */
  readonly forHeads: { readonly before: readonly string[]; readonly argument: string | null }
  plans(torch: string, name: string): TensorPlan[]
}

/** Every span by its name in the configuration. */
export const SPAN_PIECES: Readonly<Record<SpanName, (shape: AttentionShape) => SpanPiece>> = {
  global: () => ({
    where: 'over all real source positions',
    arguments: [],
    init: [],
    method: null,
    positions: false,
    before: [],
    masked: (scores) => `${scores}.masked_fill(~mask.unsqueeze(1), float("-inf"))`,
    factor: null,
    forHeads: { before: [], argument: 'key_padding_mask=~mask' },
    plans: () => [],
  }),

  'local-m': ({ ratio }) => ({
    where: 'in a window that moves on with the target (Luong 2015, section 3.2, “local-m”)',
    arguments: ratio === 1 ? ['window'] : ['window', 'ratio'],
    init: ['self.window = window', ...(ratio === 1 ? [] : ['self.ratio = ratio'])],
    method: define(
      'inside(self, mask, positions)',
      'Within `window` of the centre, which stops at the last real position: bool [batch, target, source]',
      'last = mask.sum(1, keepdim=True) - 1  # [batch, 1]',
      `centre = torch.minimum(${ratio === 1 ? 'positions' : 'positions * self.ratio'}, last)  # [batch, target]`,
      'places = torch.arange(mask.shape[1], device=mask.device)',
      'return ((places - centre.unsqueeze(2)).abs() <= self.window) & mask.unsqueeze(1)',
    ),
    positions: true,
    before: [],
    masked: (scores) => `${scores}.masked_fill(~self.inside(mask, positions), float("-inf"))`,
    factor: null,
    forHeads: forEachHead('~self.inside(mask, positions)'),
    plans: () => [],
  }),

  'local-p': ({ querySize, renormalize }) => ({
    where: 'in a window with a Gaussian around a predicted centre (Luong 2015, section 3.2, “local-p”)',
    arguments: ['query', 'window'],
    init: [
      'self.window = window',
      'self.centre = nn.Linear(query, query, bias=False)',
      'self.centre_v = nn.Linear(query, 1, bias=False)',
    ],
    method: define(
      'gaussian(self, query, mask)',
      renormalize
        ? 'Logarithm of a Gaussian around S · σ(v · tanh(W q)) with σ = window / 2; minus infinity outside the window.'
        : 'A Gaussian around S · σ(v · tanh(W q)) with σ = window / 2, and where the window is.',
      'length = mask.sum(1)[:, None, None]',
      'centre = length * torch.sigmoid(self.centre_v(torch.tanh(self.centre(query))))  # [batch, target, 1]',
      'distance = torch.arange(mask.shape[1], device=mask.device) - centre',
      'inside = (distance.abs() <= self.window) & mask.unsqueeze(1)',
      renormalize
        ? 'return (-2 * (distance / self.window) ** 2).masked_fill(~inside, float("-inf"))'
        : 'return torch.exp(-2 * (distance / self.window) ** 2), inside',
    ),
    positions: false,
    ...(renormalize
      ? {
          before: [],
          masked: (scores: string) => `${scores} + self.gaussian(query, mask)`,
          factor: null,
          forHeads: forEachHead('self.gaussian(query, mask)'),
        }
      : {
          before: ['gaussian, inside = self.gaussian(query, mask)'],
          masked: (scores: string) => `${scores}.masked_fill(~inside, float("-inf"))`,
          factor: 'gaussian',
          forHeads: {
            before: ['gaussian, inside = (part.unsqueeze(1) for part in self.gaussian(query, mask))  # of all heads'],
            argument: null,
          },
        }),
    plans: (torch, name) => [
      ...linearPlans(`${torch}.centre`, `${name}.centre`, querySize, querySize, { bias: false }),
      matrixPlan(`${torch}.centre_v.weight`, `${name}.centre.v`, querySize, 1),
    ],
  }),
}

/** nn.MultiheadAttention takes a mask [batch * heads, target, source]; all heads share one. */
function forEachHead(mask: string) {
  const before = [`shared = ${mask}`, 'each = shared.repeat_interleave(self.heads.num_heads, dim=0)  # of all heads']
  return { before, argument: 'attn_mask=each' }
}
