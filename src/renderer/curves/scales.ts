import type { ChartOptions } from 'chart.js'
import type { CurveAxis } from '../../shared/contract/curves.ts'
import { METRICS, type MetricName } from '../../shared/metrics.ts'
import { number, timeStep } from '../ui/format.ts'
import { axisText } from './axes.ts'
import type { ChartLine, LinePoints } from './lines.ts'
import type { AxisRange } from './range.ts'

export interface ScaleParts {
  readonly metric: MetricName
  readonly axis: CurveAxis
  readonly logX: boolean
  readonly logY: boolean
  readonly x: AxisRange | null
  readonly y: AxisRange | null
  /** A custom property of the page. */
  css(name: string): string
}

/** The two axes of a chart. */
export function curveScales(parts: ScaleParts): NonNullable<ChartOptions<'line'>['scales']> {
  const { axis, logX, logY, x, y, css } = parts
  const grid = { color: css('--grid'), drawTicks: false }
  const ticks = { color: css('--ink-3'), font: { size: 10.5, family: css('--font') }, padding: 5, maxRotation: 0 }
  const shown = x !== null && y !== null
  return {
    x: {
      type: logX ? 'logarithmic' : 'linear',
      display: shown,
      grid: { ...grid, display: false },
      border: { color: css('--line-strong') },
      min: x?.min,
      max: x && x.max > x.min ? x.max : undefined,
      bounds: logX ? 'data' : 'ticks', // round ones, also where the axis begins in between
      ticks: {
        ...ticks,
        maxTicksLimit: axis === 'clock' ? 4 : 7,
        includeBounds: false,
        ...(axis === 'step' || axis === 'tokens' ? { precision: 0 } : {}),
        ...(axis === 'time' && x && !logX ? { stepSize: timeStep(x.max - x.min) } : {}),
        callback: (value) => axisText(axis, Number(value)),
      },
    },
    y: {
      type: logY ? 'logarithmic' : 'linear',
      display: shown,
      grid,
      border: { display: false },
      min: y?.min,
      max: y?.max,
      ticks: {
        ...ticks,
        maxTicksLimit: 6,
        includeBounds: false,
        callback: (value, _, all) => tickText(parts, Number(value), (all[1]?.value ?? 0) - (all[0]?.value ?? 0)),
      },
    },
  }
}

/** Enough digits that neighbouring ticks differ. */
function tickText({ metric, logY }: ScaleParts, value: number, difference: number): string {
  if (METRICS[metric].unit === 'ratio') return `${Number((value * 100).toPrecision(4))} %`
  const spacing = Math.abs(difference)
  if (logY || spacing < 0.00001 || Math.abs(value) >= 1000) return number(value)
  return value.toFixed(Math.max(0, Math.ceil(-Math.log10(spacing) - 1e-9)))
}

/** Of the values in view, so many on each side are left out where outliers are ignored for the scale. */
const OUTLIERS = 0.02

interface ViewParts {
  readonly metric: MetricName
  readonly x: AxisRange
  readonly logX: boolean
  readonly logY: boolean
  readonly ignoreOutliers: boolean
}

/** What of the vertical axis is needed for what is in view of the lines, with some air; null where nothing is. */
export function heightOf(lines: readonly ChartLine[], parts: ViewParts): AxisRange | null {
  const { x, logX, logY, ignoreOutliers, metric } = parts
  const inView = (at: number) => at >= x.min && at <= x.max && (!logX || at > 0)
  let [low, high] = [Infinity, -Infinity]
  const seen: number[] = []
  const take = (y: number): void => {
    if (ignoreOutliers) seen.push(y)
    if (y < low) low = y
    if (y > high) high = y
  }
  const along = (at: number) => (logX ? Math.log(at) : at)
  const look = ({ xs }: LinePoints, ys: Float64Array): void => {
    for (let i = 0; i < ys.length; i++) {
      const [y, at] = [ys[i] ?? NaN, xs[i] ?? NaN]
      if (!Number.isFinite(y) || (logY && y <= 0)) continue
      if (inView(at)) take(y)
      // Where the line to it comes into the view or leaves it, there may be no point.
      const [yBefore, before] = [ys[i - 1] ?? NaN, xs[i - 1] ?? NaN]
      if (!Number.isFinite(yBefore) || (logY && yBefore <= 0) || (logX && before <= 0)) continue
      for (const edge of [x.min, x.max]) {
        if (before >= edge || edge >= at) continue
        const share = (along(edge) - along(before)) / (along(at) - along(before))
        take(yBefore + (y - yBefore) * share)
      }
    }
  }
  for (const { points, raw, band } of lines) {
    look(points, points.ys)
    if (raw) look(raw, raw.ys)
    if (band) for (const edge of [band.low, band.high]) look(points, edge)
  }
  if (low > high) return null
  if (ignoreOutliers && seen.length > 0) {
    const sorted = Float64Array.from(seen).sort()
    const last = sorted.length - 1
    low = sorted[Math.floor(last * OUTLIERS)] ?? low
    high = sorted[Math.ceil(last * (1 - OUTLIERS))] ?? high
  }
  if (logY) return { min: low / 1.1, max: high * 1.1 }
  const air = (high - low || Math.abs(high) || 1) * 0.05
  // Not below 0 where no value is; a share has at least a tenth to stand in.
  const share = METRICS[metric].unit === 'ratio'
  const min = low >= 0 ? Math.max(low - air, 0) : low - air
  return { min, max: share ? Math.max(high + air, min + 0.02) : high + air }
}
