import { expect, it } from 'vitest'
import { RUN_COLOURS, fillOf, givenColour, runColour } from './colours.ts'

it('tells bars of all runs apart that their lines tell apart', () => {
  const fills = Array.from({ length: RUN_COLOURS }, (_, place) => fillOf(runColour(place)))
  expect(new Set(fills).size).toBe(RUN_COLOURS)
  expect(fills[0]).toBe('var(--run-0)')
  expect(fills[7]).toMatch(/^repeating-linear-gradient\(to top, var\(--run-0\) 0px 5px, .* 5px 8px\)$/)
  expect(fillOf(givenColour('#0072b2'))).toBe('#0072b2')
})
