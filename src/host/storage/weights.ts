import zlib from 'node:zlib'
import { SaccadeError } from '../../shared/errors.ts'
import { decodeFloat16, encodeFloat16 } from '../../shared/float16.ts'

/**
 * Attention weights (or the centres of its windows) as float16, all low bytes first and then all high bytes, deflated. Apart, the high bytes
 * (sign, exponent, two bits) repeat often and shrink well; the low ones are near noise.
 */
export function packWeights(weights: Float32Array): Uint8Array {
  const halves = encodeFloat16(weights)
  const bytes = new Uint8Array(2 * halves.length)
  halves.forEach((half, index) => {
    bytes[index] = half & 0xff
    bytes[halves.length + index] = half >>> 8
  })
  return zlib.deflateRawSync(bytes)
}

/** @throws storage when the bytes do not hold `count` weights */
export function unpackWeights(packed: Uint8Array, count: number): Float32Array {
  const bytes = inflate(packed, 2 * count)
  const halves = new Uint16Array(count)
  for (let index = 0; index < count; index++) {
    halves[index] = (bytes[index] ?? 0) | ((bytes[count + index] ?? 0) << 8)
  }
  return decodeFloat16(halves)
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
