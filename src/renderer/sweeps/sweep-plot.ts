import { settingTitle } from '../../shared/config/titles.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { SweepDetail } from '../../shared/contract/sweeps.ts'
import { METRICS, METRIC_NAMES, type MetricName, isMetricName } from '../../shared/metrics.ts'
import { type Dimension, type PlotRow, type PlotValue, dimensionOf, dimensionOfSetting } from '../plots/dimension.ts'
import { metricWriter } from '../plots/metric-writer.ts'

/** What was last logged of a run. */
type LatestOf = (run: string) => RunSummary['latest']

/** What runs of a sweep are plotted by. */
export interface SweepPlot {
  readonly rows: readonly PlotRow[]
  /** What varies, then the metric of the sweep at its best. */
  readonly main: readonly Dimension[]
  /** By the id of one of `main`, or the name of a metric, as last logged; null where it is neither. */
  dimension(id: string): Dimension | null
}

/** The metric of the sweep at the run's best evaluation; the names of other metrics are their ids. */
export const BEST = 'best'

/** The runs of a sweep between axes. Nothing is asked of `latestOf` before an axis of a metric is. */
export function sweepPlot(detail: SweepDetail, latestOf: LatestOf): SweepPlot {
  const { plan, metric, varied } = detail
  const levels = levelsOf(detail)
  const rows = plan.map(({ number, label, point, best, run }): PlotRow => {
    const valueOf = (id: string): PlotValue => {
      if (id === BEST) return best?.value
      return isMetricName(id) ? (run === null ? undefined : latestOf(run)[id]) : point[id]
    }
    return { id: String(number), label, valueOf, level: levels.get(number) ?? null }
  })
  const values = (id: string) => rows.map(({ valueOf }) => valueOf(id))
  const ofMetric = (id: string, name: MetricName, title: string) =>
    dimensionOf(id, title, values(id), (shown) => metricWriter(name, shown))
  const main = [
    ...varied.map((path) => dimensionOfSetting(path, path === 'seed' ? 'Seed' : settingTitle(path), values(path))),
    ofMetric(BEST, metric.name, `Best ${METRICS[metric.name].title.toLowerCase()}`),
  ]
  return {
    rows,
    main,
    dimension: (id) =>
      main.find((one) => one.id === id) ?? (isMetricName(id) ? ofMetric(id, id, METRICS[id].title) : null),
  }
}

/** Metrics that one run at least of a sweep has. */
export function loggedMetrics({ plan }: SweepDetail, latestOf: LatestOf): MetricName[] {
  const names = new Set(plan.flatMap(({ run }) => (run === null ? [] : Object.keys(latestOf(run)))))
  return METRIC_NAMES.filter((name) => names.has(name))
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
