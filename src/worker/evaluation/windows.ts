import { makeBatch } from '../../data/batches.ts'
import type { EncodedPair } from '../../data/types.ts'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { AttentionWindow } from '../../shared/contract/attention.ts'
import type { Inference } from '../inference/inference.ts'

/**
 * Where the windows of a local span stood while each target was fed, or was made: a target fed anew meets the windows
 * it was made under. Empty for a model that has none.
 */
export function windowsOf(
  inference: Inference,
  { attention }: ModelConfiguration,
  pairs: readonly EncodedPair[],
): AttentionWindow[] {
  if (attention.score === 'none' || attention.span === 'global' || pairs.length === 0) return []
  const centres = inference.centres(makeBatch(pairs, [...pairs.keys()]))
  if (!centres) return []
  const [, layers, target] = centres.shape
  return pairs.map((pair, row) => {
    const own = new Float32Array(layers * pair.target.length)
    for (let layer = 0; layer < layers; layer++) {
      const from = (row * layers + layer) * target
      own.set(centres.values.subarray(from, from + pair.target.length), layer * pair.target.length)
    }
    return { centres: own, reach: attention.window }
  })
}
