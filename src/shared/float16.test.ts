import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFloat16, encodeFloat16, float16Bits, float16Value } from './float16.ts'

test('every one of the 65,536 bit patterns survives the way there and back', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = float16Value(bits)
    if (Number.isNaN(value)) expect(float16Value(float16Bits(value))).toBeNaN()
    else if (float16Bits(value) !== bits) expect.fail(`${bits} came back as ${float16Bits(value)}`)
  }
})

test('rounding is to the nearest half, ties to even, as DataView does it', () => {
  const view = new DataView(new ArrayBuffer(2))
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      view.setFloat16(0, value)
      expect(float16Bits(value)).toBe(view.getUint16(0))
    }),
    { numRuns: 5000 },
  )
})

test('attention weights come back within half a thousandth of their size', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, max: 1, noNaN: true })), (weights) => {
      const back = decodeFloat16(encodeFloat16(weights))
      weights.forEach((weight, index) => {
        expect(Math.abs((back[index] ?? NaN) - weight)).toBeLessThanOrEqual(Math.max(weight * 2 ** -11, 2 ** -25))
      })
    }),
  )
})
