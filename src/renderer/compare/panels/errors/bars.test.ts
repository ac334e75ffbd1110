import { expect, test } from 'vitest'
import type { ComparedSlice } from '../../../../shared/contract/comparison.ts'
import { compileQuery } from '../../../../shared/query/compile.ts'
import { outputFields } from '../../../../shared/outputs/output-fields.ts'
import { datasetRows } from '../../../../shared/slices/dataset-rows.ts'
import { position } from '../../../../shared/slices/position.ts'
import { sourceLength } from '../../../../shared/slices/source-length.ts'
import { axisOf, barGroups, queryOf } from './bars.ts'

const slice = (value: number, high: number): ComparedSlice => ({
  ...{ low: 3, high: 5, pairs: 12 },
  runs: [
    { run: 'a', members: ['a'], step: 1, steps: [1], score: { value, mean: value, low: 0, high }, difference: null },
  ],
})

test('the axis begins at 0 and ends at a round number beyond every bar and interval', () => {
  const groups = barGroups([slice(0.31, 0.42), slice(NaN, NaN)])
  expect(groups[0]?.title).toBe('3 to 5')
  expect(axisOf(groups, true).end).toBeCloseTo(0.6)
  expect(axisOf(groups, false).lines.map((line) => Number(line.toFixed(3)))).toEqual([0, 0.1, 0.2, 0.3, 0.4])
  expect(axisOf(barGroups([slice(0, 0)]), true).end).toBeGreaterThan(0)
})

test('a bar leads to the pairs of its slice of which one of its runs is wrong', () => {
  const query = queryOf(sourceLength, slice(1, 1), ['b', 'c'], ['a', 'b', 'c'])
  expect(query).toBe('source.length in 3..5 (b.exact:no or c.exact:no)')
  expect(queryOf(position, slice(1, 1), ['c'], ['a', 'b', 'c'])).toBe('c.wrong.at in 3..5')
  expect(compileQuery(query, outputFields(3))).toMatchObject({ ok: true })
  const rows = { rows: 'source:"the cat" or ratio > 2' }
  const rest = queryOf(datasetRows, { ...slice(1, 1), low: 1, high: 1 }, ['a'], ['a'], rows)
  expect(rest).toBe('not rows:"source:\\"the cat\\" or ratio > 2" a.exact:no')
  expect(compileQuery(rest, outputFields(1))).toMatchObject({ ok: true })
})
