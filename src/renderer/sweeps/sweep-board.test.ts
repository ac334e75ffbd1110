import { expect, test } from 'vitest'
import type { SweepRun } from '../../shared/contract/sweeps.ts'
import { seedGroups } from '../../shared/sweeps/groups.ts'
import { boardOfBest } from './sweep-board.ts'

const metric = { name: 'valid/loss', better: 'lower' } as const
const runOf = (number: number, size: number, seed: number, step = 10): SweepRun => ({
  ...{ number, label: `size ${size} · seed ${seed}`, point: { size, seed }, steps: 10, halted: false },
  ...{ run: `r${number}`, state: 'finished', step, best: { value: size + seed / 10, step } },
})
const of = (runs: readonly SweepRun[]) =>
  boardOfBest({ name: 'sizes', metric }, seedGroups(runs, { better: 'lower', varied: ['size', 'seed'] }))

test('the best of a sweep come on a board by its own metric first, each with all its seeds', () => {
  const found = of([runOf(1, 2, 1), runOf(2, 1, 1), runOf(3, 2, 2), runOf(4, 1, 2), runOf(5, 3, 1, 0)])
  expect(found?.runs).toEqual(['r2', 'r4', 'r1', 'r3'])
  expect(found?.board).toMatchObject({ name: 'sizes', grouping: { by: 'all-but-seed' } })
  const [curves, values] = found?.board.panels ?? []
  expect(curves?.options.charts).toMatchObject([
    { metric: 'valid/loss' },
    { metric: 'train/loss' },
    { metric: 'valid/exact_match' },
  ])
  expect(values?.options.metrics).toEqual(['valid/loss', 'valid/exact_match'])
})

test('a combination is never torn apart, and runs of one seed are not grouped', () => {
  const many = Array.from({ length: 100 }, (_, index) => runOf(index, Math.floor(index / 25), index % 25))
  expect(of(many)?.runs).toHaveLength(50)
  const single = Array.from({ length: 30 }, (_, index) => runOf(index, index, 1))
  expect(of(single)?.runs).toHaveLength(12)
  expect(of(single)?.board.grouping.by).toBe('nothing')
  expect(of([runOf(1, 1, 1, 0)])).toBeNull()
})
