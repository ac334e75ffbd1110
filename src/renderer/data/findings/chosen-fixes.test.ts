import { expect, test } from 'vitest'
import type { FindingDescription } from '../../../shared/datasets/finding.ts'
import { findingQuery, marks, readFixes, writeFixes } from './chosen-fixes.ts'

const ratio: FindingDescription = {
  id: 'LengthRatioFilter.word',
  group: 'Length ratio',
  title: 'Number of words',
  definition: '',
  scope: 'pair',
  limits: { from: 3 },
  score: { unit: 'times', range: [1, 10], step: 0.1 },
  fix: { kind: 'drop', title: 'Leave the pairs out' },
}

test('fixes are read from the address as they were written there', () => {
  const fixes = [{ finding: 'duplicate' }, { finding: 'LengthRatioFilter.word', threshold: 2.5 }]
  expect(writeFixes(fixes)).toBe('duplicate,LengthRatioFilter.word@2.5')
  expect(readFixes(writeFixes(fixes))).toEqual(fixes)
  expect(readFixes('')).toEqual([])
  expect(readFixes('a@x')).toEqual([{ finding: 'a' }])
})

test('another threshold is asked for by the score', () => {
  expect(findingQuery(ratio)).toBe('finding:LengthRatioFilter.word')
  expect(findingQuery(ratio, 3)).toBe('finding:LengthRatioFilter.word')
  expect(findingQuery(ratio, 4)).toBe('LengthRatioFilter.word >= 4')
  expect(findingQuery({ ...ratio, id: 'A', limits: { above: 2 } }, 4)).toBe('A > 4')
  expect(findingQuery({ ...ratio, id: 'A', limits: { below: -2 } }, -1)).toBe('A < -1')
  expect(findingQuery({ ...ratio, id: 'A', limits: { below: 2, above: 20 } }, 12)).toBe(
    'A.greatest > 12 or A.least < 2',
  )
  expect([2, 3, 4].map(marks({ from: 3 }, 3))).toEqual([false, true, true])
  expect([2, 3, 4].map(marks({ above: 3 }, 3))).toEqual([false, false, true])
  expect([2, 3, 4].map(marks({ below: 3 }, 3))).toEqual([true, false, false])
})
