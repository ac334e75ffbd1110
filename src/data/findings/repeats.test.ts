import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mayRepeat, timesAgain } from './repeats.ts'
import { countRepetitions } from './rules/repetition.ts'

const character = fc.constantFrom('a', 'b', 'c', ' ', ' ', '\u00a0', '\n', '.', '😀', '\u001c')
const piece = fc.array(character, { minLength: 1, maxLength: 7 }).map((characters) => characters.join(''))
const long = fc
  .integer({ min: 90, max: 110 })
  .map((length) => Array.from({ length }, (_, i) => 'xyz '[(i * i) % 4]).join(''))
const parts = fc.array(
  fc.tuple(
    fc.oneof({ weight: 9, arbitrary: piece }, long),
    fc.integer({ min: 1, max: 5 }),
    fc.constantFrom('', ' ', '   '),
  ),
  { maxLength: 4 },
)
const text = parts.map((all) => all.map(([one, times, between]) => `${one}${between}`.repeat(times)).join(''))

it('counts what is repeated as the expression does', () => {
  fc.assert(
    fc.property(text, (given) => {
      const units = Uint16Array.from(given.replaceAll(' ', '').split(''), (unit) => unit.charCodeAt(0))
      const times = countRepetitions(given)
      expect(timesAgain(given)).toBe(times)
      if (times > 0) expect(mayRepeat(given, units, units.length)).toBe(true)
    }),
    { numRuns: 20_000 },
  )
})

it('counts a long line of one character as quickly as any other', () => {
  expect(timesAgain('-'.repeat(200_000))).toBe(66_665)
  expect(timesAgain('\t'.repeat(200_000))).toBe(0)
})
