import { expect, it } from 'vitest'
import { reportTitle } from './report-title.ts'

it('calls a report as its board, else by its runs', () => {
  const runs = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }))
  expect(reportTitle('mine', runs)).toBe('mine')
  expect(reportTitle('', runs.slice(0, 1))).toBe('a')
  expect(reportTitle('', runs)).toBe('a, b, c and 2 more')
})
