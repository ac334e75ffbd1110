import { expect, it } from 'vitest'
import { runColour } from '../../../ui/colours.ts'
import { valueRows } from './value-rows.ts'
import { differenceText, tableText } from './value-texts.ts'

const VALUES: Record<string, number> = { a: 0.4, b: 0.5, c: 0.6 }
const group = (label: string, ...runs: string[]) => ({
  key: label,
  label,
  colour: runColour(0),
  runs: runs.map((run) => ({ run })),
})
const rows = valueRows(
  [group('base_line', 'a'), group('50 % | more', 'b', 'c')],
  () => false,
  { by: 'order', of: 'cursor', descending: false },
  {
    baseline: 'a',
    logged: (run) => ({ value: VALUES[run] ?? NaN, step: 10 }),
    label: (run) => run,
    colour: () => runColour(0),
  },
)
const columns = [{ metric: 'valid/exact_match', of: 'best' }] as const

it('tells the difference of shares in points, or as a share of the baseline', () => {
  const cell = rows[1]?.cell('valid/exact_match', 'best')
  if (!cell) throw new Error('there are two rows')
  expect(differenceText('valid/exact_match', cell, 'absolute')).toBe('+15.0 points')
  expect(differenceText('valid/exact_match', cell, 'relative')).toBe('+37.5 %')
  expect(differenceText('valid/exact_match', cell, 'none')).toBe('')
})

it('writes the table with full numbers for a spreadsheet', () => {
  const [head, first, second] = tableText(rows, columns, 'tsv', 'absolute').split('\n')
  const title = 'Exact match (best)'
  expect(head).toBe(['Run', 'Runs', title, `${title}: standard deviation`, `${title}: difference`].join('\t'))
  expect(first).toBe('base_line\t1\t0.4\t\t')
  expect(second?.split('\t').map(Number).slice(1, 3)).toEqual([2, 0.55])
})

it('keeps a label from anywhere in its cell, and makes no formula of it', () => {
  const odd = valueRows(
    [group('=1+1\n\\|', 'a')],
    () => false,
    { by: 'order', of: 'cursor', descending: false },
    {
      baseline: null,
      logged: () => ({ value: 0.5, step: 1 }),
      label: (run) => run,
      colour: () => runColour(0),
    },
  )
  expect(tableText(odd, columns, 'tsv', 'none').split('\n')[1]).toBe("'=1+1 \\|\t1\t0.5")
  expect(tableText(odd, columns, 'markdown', 'none').split('\n')[2]).toMatch(/^\| =1\+1 \\\\\\\| \| 50/)
})

it('writes it for papers, with what their markup means something else by', () => {
  expect(tableText(rows, columns, 'markdown', 'absolute')).toContain(
    '| 50 % \\| more (n = 2) | 55.0 % ± 7.1 % (+15.0 points) |',
  )
  const latex = tableText(rows, columns, 'latex', 'absolute')
  expect(latex).toContain('base\\_line & 40.0 \\% \\\\')
  expect(latex).toContain('50 \\% \\textbar{} more (n = 2) & 55.0 \\% $\\pm$ 7.1 \\% (+15.0 points) \\\\')
})
