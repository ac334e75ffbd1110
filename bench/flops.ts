import type { Batch } from '../src/data/types.ts'
import type { Case } from './cases.ts'
import type { VocabularySizes } from '../src/worker/seq2seq/model.ts'

/** How much there is to compute in a batch; padding is nobody's work and is not counted. */
export interface Work {
  readonly sentences: number
  readonly sourceTokens: number
  readonly targetTokens: number
  /** Sum over the sentences of source × target length: positions that attention looks at. */
  readonly looks: number
}

export function workOf({ size, source, target }: { size: number; source: Float32Array; target: Float32Array }): Work {
  const lengths = (mask: Float32Array) =>
    Array.from({ length: size }, (_, row) => {
      const length = mask.length / size
      return mask.subarray(row * length, (row + 1) * length).reduce((sum, one) => sum + one, 0)
    })
  const [sources, targets] = [lengths(source), lengths(target)]
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
  return {
    sentences: size,
    sourceTokens: sum(sources),
    targetTokens: sum(targets),
    looks: sum(sources.map((length, row) => length * (targets[row] ?? 0))),
  }
}

export function workOfBatch({ size, sourceMask, targetMask }: Batch): Work {
  return workOf({ size, source: sourceMask, target: targetMask })
}

/**
 * Floating-point operations in the matrix products of one training step, analytically.
 *
 * A product of [n, k] with [k, m] is 2nkm operations: nkm multiplications and as many additions. Going back, each
 * product needs two of the same size, one for the gradient of either factor, so a step is three times its forward pass.
 * Everything elementwise (gates, softmax, dropout, clipping, Adam) is left out, so this is the least that any
 * implementation of the model has to compute, and the share of the machine's peak that is made of it is a lower bound.
 */
export function stepFlops(
  { embedding, hidden, layers, bridge, bidirectionalDecoder }: Case,
  { sentences, sourceTokens, targetTokens, looks }: Work,
  vocabulary: VocabularySizes,
): number {
  const key = 2 * hidden // both directions of the encoder
  const decoderDirections = bidirectionalDecoder ? 2 : 1
  const top = decoderDirections * hidden
  /** Multiplications a token in stacked GRU layers: three gates from the input and three from the state. */
  const stack = (inputs: number, directions: number) =>
    Array.from({ length: layers }, (_, layer) => (layer === 0 ? inputs : directions * hidden))
      .map((size) => directions * 3 * hidden * (size + hidden))
      .reduce((sum, each) => sum + each, 0)

  const multiplications = {
    encoder: sourceTokens * stack(embedding, 2),
    bridge: bridge === 'dense' ? sentences * layers * key * top : 0,
    decoder: targetTokens * stack(embedding + key, decoderDirections),
    keys: sourceTokens * key * hidden,
    queries: targetTokens * hidden * hidden,
    scores: looks * hidden,
    contexts: looks * key,
    readout: targetTokens * top * vocabulary.target,
  }
  const forward = 2 * Object.values(multiplications).reduce((sum, each) => sum + each, 0)
  return 3 * forward
}
