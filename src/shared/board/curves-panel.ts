import { z } from 'zod'
import { BAND_KINDS, CURVE_CLOCKS, type Smoothing, curveRangeSchema, smoothingSchema } from '../contract/curves.ts'
import { METRIC_NAMES, type MetricName } from '../metrics.ts'

// The panel Curves, as far as it takes to know what it draws: the window draws it, and whoever makes a report prepares it.

const chartSchema = z.object({
  metric: z.enum(METRIC_NAMES),
  /** Another metric to lay it out over; null for the axis of the panel. */
  over: z.enum(METRIC_NAMES).nullable().default(null),
  logarithmic: z.boolean().default(false),
  /** What is shown of the vertical axis; null for what is in view. */
  height: curveRangeSchema.nullable().default(null),
  large: z.boolean().default(false),
})
export type CurveChartOptions = z.output<typeof chartSchema>

export function newChart(metric: MetricName): CurveChartOptions {
  return chartSchema.parse({ metric })
}

export const curvesOptions = z.object({
  charts: z
    .array(chartSchema)
    .max(60)
    .default([newChart('train/loss'), newChart('valid/exact_match'), newChart('valid/token_accuracy')]),
  axis: z.enum(CURVE_CLOCKS).default('step'),
  /** What is shown of the axis; null for all. */
  range: curveRangeSchema.nullable().default(null),
  logarithmic: z.boolean().default(false),
  smoothing: smoothingSchema.default({ kind: 'exponential', weight: 0.6 }),
  /** Whether metrics of the validation are smoothed too. */
  smoothAll: z.boolean().default(false),
  ignoreOutliers: z.boolean().default(false),
  /** What the band around a group's mean is. */
  band: z.enum(BAND_KINDS).default('deviation'),
})
export type CurvesOptions = z.output<typeof curvesOptions>

/** How the panel smooths a metric: those of the validation, which are few and steady, only where that was asked for. */
export function smoothingOf({ smoothing, smoothAll }: CurvesOptions, metric: MetricName): Smoothing {
  return smoothAll || metric.startsWith('train/') ? smoothing : { kind: 'none' }
}
