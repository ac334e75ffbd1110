import type { ModelShape } from '../shape.ts'
import type { AttentionPiece } from './attention.ts'

/** A field of the decoder's state, as Python. */
export interface Carried {
  readonly name: string
  readonly type: string
  readonly comment: string
  readonly first: string
}

/** What the state holds behind the recurrent states. */
export function carriedBy({ decoder, attention }: ModelShape, piece: AttentionPiece | null): Carried[] {
  const carried: Carried[] = []
  if (decoder.feeding) {
    carried.push({
      name: 'fed',
      type: 'torch.Tensor',
      comment: '[batch, 1, …]: what the logits of the step before were computed from',
      first: 'memory.new_zeros(len(source), 1, self.decoder.logits.in_features)',
    })
  }
  if (attention?.coverage) {
    const zeros = 'memory.new_zeros(source.shape)'
    carried.push(
      layerWise(attention)
        ? {
            name: 'coverage',
            type: 'list',
            comment: 'for each layer [batch, source]: the sum of the weights so far',
            first: `[${zeros}] * len(self.decoder.rnns)`,
          }
        : {
            name: 'coverage',
            type: 'torch.Tensor',
            comment: '[batch, source]: the sum of the weights so far',
            first: zeros,
          },
    )
  }
  if (piece?.needsPositions) {
    carried.push({ name: 'time', type: 'int', comment: 'how many tokens were fed before', first: '0' })
  }
  return carried
}

export function layerWise(attention: ModelShape['attention']): boolean {
  return attention?.placement === 'layer-wise'
}
