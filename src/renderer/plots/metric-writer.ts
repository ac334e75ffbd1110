import { METRICS, type MetricName } from '../../shared/metrics.ts'
import { count, metricValue } from '../ui/format.ts'
import { tellingApart } from './ticks.ts'

/** Writes values of a metric the way its unit is read, with more digits than usual where these could not be told apart. */
export function metricWriter(name: MetricName, shown: readonly number[]): (value: number) => string {
  const { unit } = METRICS[name]
  return tellingApart(shown, (value) => metricValue(name, value), {
    ...(unit === 'ratio' && { times: 100, unit: ' %' }),
    ...(unit === 'seconds' && { unit: ' s' }),
  })
}

/** Beyond this, what would be three decimals is one. */
const LARGE = 100

/** Writes a column of a metric's values, all of them with one number of decimals; what is none of its values as “–”. */
export function metricColumn(name: MetricName, values: readonly number[]): (value: number) => string {
  const { unit } = METRICS[name]
  const isLarge = values.some((value) => Number.isFinite(value) && Math.abs(value) >= LARGE)
  const hasDecimals = unit === 'nats' || unit === 'plain' || unit === 'norm'
  return (value) => {
    if (Number.isNaN(value)) return '–'
    if (!Number.isFinite(value)) return metricValue(name, value)
    if (unit === 'tokens/s') return count(value)
    return hasDecimals && isLarge ? value.toFixed(1) : metricValue(name, value)
  }
}
