import { expect, test } from 'vitest'
import { DISAGREE, hasPart, rightAndWrong, turnPart } from './quick-filters.ts'

test('a quick filter goes into the query and out of it, and leaves the rest', () => {
  const query = turnPart(turnPart('source.length > 4', DISAGREE), rightAndWrong('A', 'C'))
  expect(query).toBe('source.length > 4 disagree:yes a.exact:yes c.exact:no')
  expect(hasPart(query, DISAGREE)).toBe(true)
  expect(hasPart(query, rightAndWrong('A', 'B'))).toBe(false)
  expect(turnPart(query, DISAGREE)).toBe('source.length > 4 a.exact:yes c.exact:no')
  expect(turnPart(DISAGREE, DISAGREE)).toBe('')
})
