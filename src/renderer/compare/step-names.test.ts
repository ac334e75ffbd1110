import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stepNames } from './step-names.ts'

const textsOf = (steps: readonly number[], width: number) => stepNames(steps, width).map(({ text }) => text)
const kept = Array.from({ length: 41 }, (_, i) => i * 500)

it('names of steps are as many as have room, the first and the last among them', () => {
  expect(textsOf(kept, 600)).toEqual(['0', '5\u202f000', '10\u202f000', '15\u202f000', '20\u202f000'])
  expect(textsOf(kept, 200)).toEqual(['0', '6\u202f500', '13\u202f500', '20\u202f000'])
  expect(textsOf(kept, 130)).toEqual(['0', '10\u202f000', '20\u202f000'])
  expect(textsOf(kept, 30)).toEqual(['0'])
  expect(textsOf([300], 600)).toEqual(['300'])
  expect(textsOf([], 600)).toEqual([])
})

it('names of steps never stand on one another', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(1e9), { maxLength: 30 }), fc.integer({ min: 0, max: 900 }), (some, width) => {
      const names = stepNames(
        some.toSorted((a, b) => a - b),
        width,
      )
      const places = names.map(({ place }) => place * width)
      for (const [i, { text }] of names.entries()) {
        const isEdge = i === 0 || i === names.length - 1
        const gap = (places[i + 1] ?? Infinity) - (places[i] ?? 0)
        if (names.length > 2 || !isEdge) expect(gap).toBeGreaterThan(text.length * 3)
      }
    }),
  )
})
