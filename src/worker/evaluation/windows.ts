import { makeBatch } from '../../data/batches.ts'
import type { EncodedPair } from '../../data/types.ts'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { AttentionWindow } from '../../shared/contract/attention.ts'
import type { Inference } from '../inference/inference.ts'

/**
 * Where the windows of a local span stood while each target was fed, or was made, and what they cut off: a target fed anew meets the windows
 * it was made under. Empty for a model that has none.
 */
export function windowsOf(
  inference: Inference,
  { attention }: ModelConfiguration,
  pairs: readonly EncodedPair[],
): AttentionWindow[] {
  if (attention.score === 'none' || attention.span === 'global' || pairs.length === 0) return []
  const windows = inference.windows(makeBatch(pairs, [...pairs.keys()]))
  if (!windows) return []
  const [, layers, heads, padded] = windows.shape
  return pairs.map((pair, row) => {
    const own = (values: Float32Array, rows: number) =>
      withoutPadding(values, { row, rows, padded, kept: pair.target.length })
    const [centres, outside] = [own(windows.centres, layers), own(windows.outside, layers * heads)]
    return { centres, reach: attention.window, outside }
  })
}

/** Of one sentence's values [rows, padded] those of its own target: [rows, kept] */
function withoutPadding(
  values: Float32Array,
  { row, rows, padded, kept }: { row: number; rows: number; padded: number; kept: number },
): Float32Array {
  const own = new Float32Array(rows * kept)
  for (let index = 0; index < rows; index++) {
    const from = (row * rows + index) * padded
    own.set(values.subarray(from, from + kept), index * kept)
  }
  return own
}
