import { settingTitle } from '../../shared/config/titles.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { SweepDetail } from '../../shared/contract/sweeps.ts'
import { METRICS, METRIC_NAMES, type MetricName } from '../../shared/metrics.ts'
import { type Dimension, type PlotRow, type PlotValue, dimensionOf } from '../plots/dimension.ts'
import { metricValue } from '../ui/format.ts'

/** What runs of a sweep are plotted by. */
export interface SweepPlot {
  readonly rows: readonly PlotRow[]
  /** What varies, then the metric of the sweep at its best. */
  readonly main: readonly Dimension[]
  /** All that there is: the same, and every metric as last logged. */
  readonly all: readonly Dimension[]
}

/** The metric of the sweep at the run's best evaluation; the names of other metrics are their ids. */
export const BEST = 'best'

/** The runs of a sweep between axes; `summaryOf` knows what was last logged of a run. */
export function sweepPlot(detail: SweepDetail, summaryOf: (run: string) => RunSummary | undefined): SweepPlot {
  const { plan, metric, varied } = detail
  const levels = levelsOf(detail)
  const summaries = plan.map(({ run }) => (run === null ? undefined : summaryOf(run)))
  const rows = plan.map(({ number, label, point, best }, index): PlotRow => {
    const values = new Map<string, PlotValue>(varied.map((path) => [path, point[path]]))
    values.set(BEST, best?.value)
    const latest = summaries[index]?.latest ?? {}
    for (const name of METRIC_NAMES) values.set(name, latest[name])
    return { id: String(number), label, values, level: levels.get(number) ?? null }
  })
  const of = (id: string, title: string, text?: (value: number) => string) =>
    dimensionOf(
      id,
      title,
      rows.map(({ values }) => values.get(id)),
      text,
    )
  const ofMetric = (id: string, name: MetricName, title: string) => of(id, title, (value) => metricValue(name, value))
  const main = [
    ...varied.map((path) => of(path, path === 'seed' ? 'Seed' : settingTitle(path))),
    ofMetric(BEST, metric.name, `Best ${METRICS[metric.name].title.toLowerCase()}`),
  ]
  const logged = METRIC_NAMES.filter((name) => rows.some(({ values }) => values.get(name) !== undefined))
  return { rows, main, all: [...main, ...logged.map((name) => ofMetric(name, name, METRICS[name].title))] }
}

/** How good each run is among all, by the rank of its value: values may differ by orders of magnitude. */
function levelsOf({ plan, metric }: SweepDetail): Map<number, number> {
  const distinct = [...new Set(plan.flatMap(({ best }) => (best ? [best.value] : [])))]
  const worstFirst = distinct.sort((a, b) => (metric.better === 'higher' ? a - b : b - a))
  const levels = new Map(
    worstFirst.map((value, place) => [value, distinct.length < 2 ? 1 : place / (distinct.length - 1)]),
  )
  return new Map(plan.flatMap(({ number, best }) => (best ? [[number, levels.get(best.value) ?? 1] as const] : [])))
}
