/**
 * IEEE 754 half precision, round to nearest even. Attention weights are kept so: 11 significant bits are
 * more than any picture shows, at half the size. Node 24 has `Float16Array`, but nothing here relies on it.
 */

const floatView = new Float32Array(1)
const bitsView = new Uint32Array(floatView.buffer)

/** The 16 bits that stand for the number closest to `value`; beyond 65,504 that is infinity, NaN stays NaN. */
export function float16Bits(value: number): number {
  floatView[0] = value
  const bits = bitsView[0] ?? 0
  const sign = (bits >>> 16) & 0x8000
  const exponent = (bits >>> 23) & 0xff
  const mantissa = bits & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00 | (mantissa === 0 ? 0 : 0x200)
  const unbiased = exponent - 127
  if (unbiased > 15) return sign | 0x7c00
  if (unbiased >= -14) {
    // A carry out of the mantissa moves into the exponent, up to infinity, which is just right.
    return sign | (((unbiased + 15) << 10) + roundShift(mantissa, 13))
  }
  if (unbiased < -25) return sign
  return sign | roundShift(mantissa | 0x800000, -1 - unbiased) // subnormal: 14 to 24 bits are cut off
}

/** The number that 16 bits stand for. */
export function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa === 0 ? sign * Infinity : NaN
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

export function encodeFloat16(values: ArrayLike<number>): Uint16Array {
  const result = new Uint16Array(values.length)
  for (let index = 0; index < result.length; index++) result[index] = float16Bits(values[index] ?? 0)
  return result
}

/** What each of the 65,536 patterns stands for: maps of many weights are read by the hundred. Made when it is first wanted. */
let values: Float32Array | null = null

export function decodeFloat16(halves: Uint16Array): Float32Array {
  values ??= Float32Array.from({ length: 0x10000 }, (_, bits) => float16Value(bits))
  const result = new Float32Array(halves.length)
  for (let index = 0; index < result.length; index++) result[index] = values[halves[index] ?? 0] ?? NaN
  return result
}

/** `value` shifted right, rounded to nearest, ties to even. */
function roundShift(value: number, shift: number): number {
  const floor = value >>> shift
  const rest = value & ((1 << shift) - 1)
  const half = 1 << (shift - 1)
  return rest > half || (rest === half && (floor & 1) === 1) ? floor + 1 : floor
}

/**
 * Numbers as float16, all low bytes first and then all high bytes: apart, the high ones (sign, exponent, two bits) repeat often
 * and shrink well; the low ones are near noise.
 */
export function splitFloat16(values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const halves = encodeFloat16(values)
  const bytes = new Uint8Array(2 * halves.length)
  halves.forEach((half, index) => {
    bytes[index] = half & 0xff
    bytes[halves.length + index] = half >>> 8
  })
  return bytes
}

/** The inverse of {@link splitFloat16}. */
export function joinFloat16(bytes: Uint8Array): Float32Array {
  const count = bytes.length >> 1
  const halves = new Uint16Array(count)
  for (let index = 0; index < count; index++) {
    halves[index] = (bytes[index] ?? 0) | ((bytes[count + index] ?? 0) << 8)
  }
  return decodeFloat16(halves)
}
