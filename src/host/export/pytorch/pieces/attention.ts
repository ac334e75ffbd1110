import { define, list, moduleClass } from '../python.ts'
import type { AttentionShape } from '../shape.ts'
import type { TensorPlan } from '../tensors.ts'
import { SCORE_PIECES } from './scores.ts'
import { SPAN_PIECES } from './spans.ts'

export interface AttentionPiece {
  readonly source: string
  /** Makes one, with the numbers of this run. */
  readonly create: string
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
  const numbers = {
    ...(shape.span === 'local-p' ? { query: shape.querySize } : {}),
    ...score.arguments,
    ...span.arguments,
  }
  const extra = [span.positions && 'positions', shape.coverage && 'coverage']
  const weights = shape.score === 'multi-head' ? '[batch, heads, target, source]' : '[batch, target, source]'
  const docstring = `[batch, target, query], [batch, source, key], bool [batch, source]\n-> context [batch, target, ${shape.score === 'multi-head' ? 'query' : 'key'}], weights ${weights}`
  const signature = `forward(${list('self', 'query', 'memory', 'mask', ...extra)})`
  const scores = `self.score(${list('query', 'memory', shape.coverage && 'coverage')})`
  const forward = score.method
    ? define(
        signature,
        docstring,
        `scores = ${span.masked(scores)}`,
        'weights = F.softmax(scores, dim=2)',
        'return weights @ memory, weights',
      )
    : define(
        signature,
        docstring,
        ...span.forHeads.before,
        `return self.heads(query, memory, memory, ${span.forHeads.argument}, average_attn_weights=False)`,
      )
  return {
    source: moduleClass({
      name: 'Attention',
      docstring: `${score.title}\n${span.where}.`.replace(
        '\n',
        `${score.title} ${span.where}`.length > 90 ? '\n' : ' ',
      ),
      parameters: Object.keys(numbers),
      init: [...score.init, ...span.init],
      methods: [score.method, span.method, forward],
    }),
    create: `Attention(${Object.entries(numbers)
      .map(([name, value]) => `${name}=${value}`)
      .join(', ')})`,
    ask: (attention, query, coverage) =>
      `context, weights = ${attention}(${list(query, 'memory', 'mask', span.positions && 'positions', shape.coverage && coverage)})`,
    needsPositions: span.positions,
    weights,
    plans: (torch, name) => [...score.plans(torch, name), ...span.plans(torch, name)],
  }
}
