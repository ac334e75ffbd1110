import { expect, it } from 'vitest'
import { runColour } from '../../../ui/colours.ts'
import { isBetter, nextSort, valueRows } from './value-rows.ts'

const VALUES: Record<string, number> = { a: 1, b: 3, c: NaN, d: 5 }
const colour = () => runColour(0)
const group = (key: string, ...runs: string[]) => ({
  key,
  label: key,
  colour: colour(),
  runs: runs.map((run) => ({ run })),
})
const sources = {
  baseline: null as string | null,
  logged: (run: string) => ({ value: VALUES[run] ?? NaN, step: VALUES[run] === undefined ? NaN : 10 }),
  label: (run: string) => run,
  colour,
}
const ORDER = { by: 'order', of: 'cursor', descending: false } as const
const metric = 'valid/loss' as const

it('gives a group its mean and spread, and a run its own value', () => {
  const [pair, one] = valueRows([group('g', 'a', 'b'), group('d', 'd')], () => false, ORDER, sources)
  expect(pair?.cell(metric, 'cursor')).toMatchObject({ value: 2, n: 2, deviation: Math.SQRT2, step: NaN })
  expect(one?.cell(metric, 'cursor')).toMatchObject({ value: 5, n: 1, deviation: NaN, step: 10 })
})

it('measures the others against the row of the baseline', () => {
  const rows = valueRows([group('g', 'a', 'b'), group('d', 'd')], () => false, ORDER, { ...sources, baseline: 'b' })
  expect(rows.map((row) => [row.baseline, row.cell(metric, 'best').difference])).toEqual([
    [true, NaN],
    [false, 3],
  ])
})

it('sorts groups and the members below them, what has no value last', () => {
  const groups = [group('c', 'c'), group('g', 'a', 'b'), group('d', 'd')]
  const keys = (descending: boolean) =>
    valueRows(groups, () => true, { by: metric, of: 'cursor', descending }, sources).map(({ key }) => key)
  expect(keys(false)).toEqual(['g', 'g/a', 'g/b', 'd', 'c'])
  expect(keys(true)).toEqual(['d', 'g', 'g/b', 'g/a', 'c'])
})

it('sorts by the best first, then the worst, then as the board does', () => {
  const first = nextSort(ORDER, 'valid/loss', 'best')
  expect(first).toEqual({ by: 'valid/loss', of: 'best', descending: false })
  const second = nextSort(first, 'valid/loss', 'best')
  expect(second.descending).toBe(true)
  expect(nextSort(second, 'valid/loss', 'best')).toEqual(ORDER)
  expect(nextSort(first, 'valid/exact_match', 'best').descending).toBe(true)
})

it('knows which differences are for the better', () => {
  expect(isBetter('valid/loss', -0.1)).toBe(true)
  expect(isBetter('valid/exact_match', -0.1)).toBe(false)
  expect(isBetter('train/gradient_norm', 1)).toBeNull()
  expect(isBetter('valid/loss', NaN)).toBeNull()
})
