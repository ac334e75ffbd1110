import { expect, it } from 'vitest'
import { weightText } from './weight-text.ts'

it('tells small weights apart, as those of a row of many tokens are', () => {
  const texts = [1, 0.25, 0.0523, 0.00195, 0.00204, 0.000512, 0.0000072, 0].map((weight) => weightText(weight))
  expect(texts).toEqual(['1.000', '0.250', '0.0523', '0.00195', '0.00204', '0.000512', '7.2e-6', '0.000'])
})

it('gives a difference its sign', () => {
  expect([0.5, -0.0042, 0].map((weight) => weightText(weight, true))).toEqual(['+0.500', '−0.00420', '0.000'])
})
