import type { RunSummary } from '../../shared/contract/runs.ts'
import { METRICS, type MetricName, isMetricName } from '../../shared/metrics.ts'
import { RUN_STATES } from '../../shared/run-state.ts'

export interface RunOrder {
  readonly by: 'name' | 'data' | 'seed' | 'state' | 'parameters' | 'created' | MetricName
  readonly descending: boolean
}

/** How a first click on a column sorts: texts by the alphabet, a metric with its best first, everything else from the top. */
export function firstOrder(by: RunOrder['by']): RunOrder {
  if (by === 'name' || by === 'data') return { by, descending: false }
  return { by, descending: !isMetricName(by) || METRICS[by].better !== 'lower' }
}

/** A sorted copy. Runs without a value come last either way; equal ones keep their order, newest first. */
export function sortRuns(runs: readonly RunSummary[], { by, descending }: RunOrder): RunSummary[] {
  const sign = descending ? -1 : 1
  return [...runs].sort((a, b) => {
    const [left, right] = [valueOf(a, by), valueOf(b, by)]
    if (left === null || right === null) return (left === null ? 1 : 0) - (right === null ? 1 : 0)
    if (typeof left === 'string' || typeof right === 'string') {
      return sign * String(left).localeCompare(String(right), 'en', { numeric: true })
    }
    return sign * (left - right)
  })
}

function valueOf(run: RunSummary, by: RunOrder['by']): string | number | null {
  if (isMetricName(by)) {
    const value = run.latest[by]
    return value === undefined || Number.isNaN(value) ? null : value
  }
  switch (by) {
    case 'name':
      return run.name
    case 'created':
      return run.sequence
    case 'data':
      return run.dataName
    case 'state':
      return RUN_STATES.indexOf(run.state)
    default:
      return run[by]
  }
}
