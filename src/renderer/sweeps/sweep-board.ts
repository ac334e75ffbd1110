import { type Board, EMPTY_BOARD, boardSchema } from '../../shared/board/board.ts'
import { curvesOptions, newChart } from '../../shared/board/curves-panel.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { SweepDetail, SweepRun } from '../../shared/contract/sweeps.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { SeedGroup } from '../../shared/sweeps/groups.ts'

/** More lines are hard to tell apart, and more runs take long to read. */
const MOST = { lines: 12, runs: 60, metrics: 3 }
/** What the values of a board are of where nobody says. */
const USUAL: readonly MetricName[] = ['valid/exact_match', 'valid/loss']

/** The best combinations on a board, each with all its seeds, by the metric of the sweep first; null where none has come to a step. */
export function boardOfBest(
  { name, metric }: Pick<SweepDetail, 'name' | 'metric'>,
  groups: readonly SeedGroup<SweepRun>[],
): { readonly runs: readonly RunId[]; readonly board: Board } | null {
  const runs: RunId[] = []
  let lines = 0
  let haveSeeds = false
  for (const group of groups) {
    const trained = group.runs.flatMap(({ run, step }) => (run !== null && step > 0 ? [run] : []))
    if (trained.length === 0) continue
    if (lines === MOST.lines || (lines > 0 && runs.length + trained.length > MOST.runs)) break
    runs.push(...trained)
    lines += 1
    haveSeeds ||= trained.length > 1
  }
  if (lines === 0) return null
  const charts = [
    newChart(metric.name),
    ...curvesOptions.parse({}).charts.filter((chart) => chart.metric !== metric.name),
  ].slice(0, MOST.metrics)
  const metrics = [metric.name, ...USUAL.filter((one) => one !== metric.name)].slice(0, MOST.metrics)
  const board = boardSchema.parse({
    ...EMPTY_BOARD,
    name,
    ...(haveSeeds && { grouping: { by: 'all-but-seed' } }),
    panels: [
      { id: 'curves', kind: 'curves', options: { charts } },
      {
        id: 'values',
        kind: 'values',
        width: 6,
        options: { metrics },
      },
      { id: 'maps', kind: 'maps', width: 6 },
    ],
  })
  return { runs, board }
}
