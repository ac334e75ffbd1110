import zlib from 'node:zlib'
import { SaccadeError } from '../../shared/errors.ts'
import { joinFloat16, splitFloat16 } from '../../shared/float16.ts'

/** Attention weights (or the centres of its windows) as float16, low and high bytes apart, deflated. */
export function packWeights(weights: Float32Array): Uint8Array {
  return zlib.deflateRawSync(splitFloat16(weights))
}

/** @throws storage when the bytes do not hold `count` weights */
export function unpackWeights(packed: Uint8Array, count: number): Float32Array {
  return joinFloat16(inflate(packed, 2 * count))
}

function inflate(packed: Uint8Array, length: number): Uint8Array {
  const hint = 'The stored attention map is damaged; check the disk and restore the data folder from a backup.'
  let bytes: Uint8Array
  try {
    bytes = zlib.inflateRawSync(packed, { maxOutputLength: Math.max(length, 1) })
  } catch (error) {
    throw new SaccadeError('storage', 'Stored attention weights cannot be unpacked', { hint, cause: error })
  }
  if (bytes.length === length) return bytes
  throw new SaccadeError('storage', `Stored attention weights hold ${bytes.length} bytes instead of ${length}`, {
    hint,
  })
}
