import { define } from '../python.ts'
import type { AttentionShape, SpanName } from '../shape.ts'
import { linearPlans, matrixPlan } from '../tensors.ts'
import type { TensorPlan } from '../tensors.ts'

/** Which source positions may be attended to, and how scores become weights. */
export interface SpanPiece {
  /** Of the docstring: the attention … */
  readonly where: string
  /** Arguments of Attention's `__init__`, with the numbers of this run. */
  readonly arguments: Readonly<Record<string, number>>
  readonly init: readonly string[]
  /** The method that `scores` and `heads` use; null where none is needed. */
  readonly method: string | null
  /** Whether it has to know the queries' places in the target. */
  readonly positions: boolean
  /** The scores, where weights may be, and minus infinity elsewhere, from the scores given. */
  masked(scores: string): string
  /** The same for nn.MultiheadAttention: the argument that says so, and what has to be computed before. */
  readonly forHeads: { readonly before: readonly string[]; readonly argument: string }
  plans(torch: string, name: string): TensorPlan[]
}

/** Every span by its name in the configuration. */
export const SPAN_PIECES: Readonly<Record<SpanName, (shape: AttentionShape) => SpanPiece>> = {
  global: () => ({
    where: 'over all real source positions',
    arguments: {},
    init: [],
    method: null,
    positions: false,
    masked: (scores) => `${scores}.masked_fill(~mask.unsqueeze(1), float("-inf"))`,
    forHeads: { before: [], argument: 'key_padding_mask=~mask' },
    plans: () => [],
  }),

  'local-m': ({ window, ratio }) => ({
    where: 'in a window that moves on with the target (Luong 2015, section 3.2, “local-m”)',
    arguments: { window, ...(ratio === 1 ? {} : { ratio }) },
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
    masked: (scores) => `${scores}.masked_fill(~self.inside(mask, positions), float("-inf"))`,
    forHeads: forEachHead('~self.inside(mask, positions)'),
    plans: () => [],
  }),

  'local-p': ({ window, querySize }) => ({
    where: 'in a window with a Gaussian around a predicted centre (Luong 2015, section 3.2, “local-p”)',
    arguments: { window },
    init: [
      'self.window = window',
      'self.centre = nn.Linear(query, query, bias=False)',
      'self.centre_v = nn.Linear(query, 1, bias=False)',
    ],
    method: define(
      'gaussian(self, query, mask)',
      'Logarithm of a Gaussian around S · σ(v · tanh(W q)) with σ = window / 2; minus infinity outside the window.',
      'length = mask.sum(1)[:, None, None]',
      'centre = length * torch.sigmoid(self.centre_v(torch.tanh(self.centre(query))))  # [batch, target, 1]',
      'distance = torch.arange(mask.shape[1], device=mask.device) - centre',
      'inside = (distance.abs() <= self.window) & mask.unsqueeze(1)',
      'return (-2 * (distance / self.window) ** 2).masked_fill(~inside, float("-inf"))',
    ),
    positions: false,
    masked: (scores) => `${scores} + self.gaussian(query, mask)`,
    forHeads: forEachHead('self.gaussian(query, mask)'),
    plans: (torch, name) => [
      ...linearPlans(`${torch}.centre`, `${name}.centre`, querySize, querySize, { bias: false }),
      matrixPlan(`${torch}.centre_v.weight`, `${name}.centre.v`, querySize, 1),
    ],
  }),
}

/** nn.MultiheadAttention takes a mask [batch * heads, target, source]; all heads share one. */
function forEachHead(mask: string): SpanPiece['forHeads'] {
  const before = [`shared = ${mask}`, 'each = shared.repeat_interleave(self.heads.num_heads, dim=0)  # of all heads']
  return { before, argument: 'attn_mask=each' }
}
