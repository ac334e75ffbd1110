import { z } from 'zod'
import { CURVE_CLOCKS, curveRangeSchema, smoothingSchema } from '../../../../shared/contract/curves.ts'
import { METRIC_NAMES, type MetricName } from '../../../../shared/metrics.ts'
import { BAND_KINDS } from '../../../curves/lines.ts'

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
