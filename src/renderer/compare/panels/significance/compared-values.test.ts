import { expect, test } from 'vitest'
import { comparedValues } from './compared-values.ts'

const difference = (value: number, p: number) => ({ value, mean: value, low: value, high: value, p })

test('a difference is better or worse only where chance is unlikely to have made it, by what the metric counts', () => {
  const [bleu, errors] = [comparedValues('bleu'), comparedValues('token-error-rate')]
  expect(bleu.verdict(difference(2, 0.049))).toBe('better')
  expect(errors.verdict(difference(0.02, 0.049))).toBe('worse')
  for (const p of [0.05, NaN]) expect(bleu.verdict(difference(2, p))).toBe('unsure')
})

test('a p too small to be told is said to be smaller, and shares differ by points', () => {
  const { equation, difference: told, score } = comparedValues('exact-match')
  expect([0.0004, 0.001, 0.25].map((p) => equation(difference(1, p)))).toEqual(['p < 0.001', 'p = 0.001', 'p = 0.250'])
  expect([told(-0.125), score(0.5), score(NaN)]).toEqual(['−12.5', '50.0 %', '–'])
})
