// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, “Parallel random numbers: as easy as 1, 2, 3”), seeded and turned
// into floats the way TensorFlow's StatelessRandomUniform does, so that both engines draw the same numbers.

const MULTIPLIER_A = 0xd2511f53
const MULTIPLIER_B = 0xcd9e8d57
const WEYL_A = 0x9e3779b9
const WEYL_B = 0xbb67ae85
const ROUNDS = 10

/** One block: four uint32 from a four-word counter and a two-word key. `block` holds the counter, then the result. */
function philox(block: Uint32Array, keyLow: number, keyHigh: number): void {
  let [c0 = 0, c1 = 0, c2 = 0, c3 = 0] = block
  let k0 = keyLow
  let k1 = keyHigh
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_A, c0)
    const low0 = Math.imul(MULTIPLIER_A, c0)
    const high1 = multiplyHigh(MULTIPLIER_B, c2)
    const low1 = Math.imul(MULTIPLIER_B, c2)
    c0 = (high1 ^ c1 ^ k0) >>> 0
    c1 = low1 >>> 0
    c2 = (high0 ^ c3 ^ k1) >>> 0
    c3 = low0 >>> 0
    k0 = (k0 + WEYL_A) >>> 0
    k1 = (k1 + WEYL_B) >>> 0
  }
  block[0] = c0
  block[1] = c1
  block[2] = c2
  block[3] = c3
}

/** Upper 32 bits of the product of two uint32. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const carry = (middle & 0xffff) + aLow * bHigh
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) >>> 0
}

/**
 * `count` numbers, uniform in [0, 1) with 23 bits each: those of TensorFlow's `StatelessRandomUniform` for
 * the int32 seed [`first`, `second`].
 */
export function philoxUniform(count: number, first: number, second: number): Float32Array {
  // TensorFlow scrambles the seed through one block under a fixed key; int32 seeds are widened to 64 bits with sign.
  const block = Uint32Array.of(first, first >> 31, second, second >> 31)
  philox(block, 0x3ec8f720, 0x02461e29)
  const [keyLow = 0, keyHigh = 0, counterLow = 0, counterHigh = 0] = block

  const result = new Float32Array(count)
  const bits = new Uint32Array(1)
  const float = new Float32Array(bits.buffer)
  for (let start = 0, index = 0; start < count; start += 4, index++) {
    block[0] = index
    block[1] = 0
    block[2] = counterLow
    block[3] = counterHigh
    philox(block, keyLow, keyHigh)
    for (let lane = 0; lane < 4 && start + lane < count; lane++) {
      bits[0] = 0x3f800000 | ((block[lane] ?? 0) & 0x7fffff) // a float in [1, 2)
      result[start + lane] = (float[0] ?? 1) - 1
    }
  }
  return result
}
