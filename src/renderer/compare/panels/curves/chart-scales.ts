import type { ChartOptions } from 'chart.js'
import { METRICS, type MetricName } from '../../../../shared/metrics.ts'
import { count, duration, number, timeStep } from '../../../ui/format.ts'
import type { CurveAxis } from './curves.ts'
import type { AxisRange } from './range.ts'

interface ScaleParts {
  readonly metric: MetricName
  readonly axis: CurveAxis
  readonly logarithmic: boolean
  /** What all charts show of the axis. */
  readonly range: AxisRange
  readonly empty: boolean
  /** A custom property of the page. */
  css(name: string): string
}

/** A value on the horizontal axis. */
export function axisText(axis: CurveAxis, value: number): string {
  return axis === 'wall' ? duration(value) : axis === 'epoch' ? number(value) : count(value)
}

/** The two axes of a chart. */
export function curveScales(parts: ScaleParts): NonNullable<ChartOptions<'line'>['scales']> {
  const { metric, axis, logarithmic, range, empty, css } = parts
  const grid = { color: css('--grid'), drawTicks: false }
  const ticks = { color: css('--ink-3'), font: { size: 10.5, family: css('--font') }, padding: 5, maxRotation: 0 }
  const share = METRICS[metric].unit === 'ratio'
  return {
    x: {
      type: 'linear',
      display: !empty,
      grid: { ...grid, display: false },
      border: { color: css('--line-strong') },
      min: range.min,
      max: range.max > range.min ? range.max : undefined,
      bounds: 'data',
      ticks: {
        ...ticks,
        maxTicksLimit: 7,
        includeBounds: false,
        precision: axis === 'step' ? 0 : undefined,
        stepSize: axis === 'wall' ? timeStep(range.max - range.min) : undefined,
        callback: (value) => axisText(axis, Number(value)),
      },
    },
    y: {
      type: logarithmic ? 'logarithmic' : 'linear',
      display: !empty,
      grid,
      border: { display: false },
      suggestedMin: share && !logarithmic ? 0 : undefined,
      suggestedMax: share && !logarithmic ? 0.1 : undefined,
      // Some air around the curves, but not below 0 where no value is.
      afterDataLimits: (scale) => {
        if (logarithmic || share) return
        const air = (scale.max - scale.min || Math.abs(scale.max) || 1) * 0.05
        scale.max += air
        scale.min = scale.min >= 0 ? Math.max(scale.min - air, 0) : scale.min - air
      },
      ticks: {
        ...ticks,
        maxTicksLimit: 6,
        callback: (value, _, all) => tickText(parts, Number(value), (all[1]?.value ?? 0) - (all[0]?.value ?? 0)),
      },
    },
  }
}

/** Enough digits that neighbouring ticks differ. */
function tickText({ metric, logarithmic }: ScaleParts, value: number, difference: number): string {
  if (METRICS[metric].unit === 'ratio') return `${Number((value * 100).toPrecision(4))} %`
  const spacing = Math.abs(difference)
  if (logarithmic || spacing < 0.00001 || Math.abs(value) >= 1000) return number(value)
  return value.toFixed(Math.max(0, Math.ceil(-Math.log10(spacing) - 1e-9)))
}
