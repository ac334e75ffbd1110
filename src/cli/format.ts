import type { MetricValues } from '../shared/contract/trainer.ts'
import { METRICS, METRIC_NAMES, type MetricName } from '../shared/metrics.ts'

/** A metric's value for a person: shares as percentages, the rest with four significant digits. */
export function formatMetric(name: MetricName, value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const { unit } = METRICS[name]
  if (unit === 'ratio') return `${(100 * value).toFixed(1)} %`
  if (unit === 'points') return value.toFixed(2)
  if (unit === 'tokens/s') return Math.round(value).toLocaleString('en')
  return String(Number(value.toPrecision(4)))
}

/** `title value` for each metric, in the order of the table of metrics. */
export function formatMetrics(values: MetricValues, chosen: readonly MetricName[] = METRIC_NAMES): string {
  return chosen
    .flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [`${METRICS[name].title.toLowerCase()} ${formatMetric(name, value)}`]
    })
    .join(' · ')
}

/** `1:02:03` or `2:03`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  if (parts[0] === 0) parts.shift()
  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

export function formatTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleString('sv-SE') // 2026-11-22 05:00:00, local time
}
