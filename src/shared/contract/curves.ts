import { z } from 'zod'
import { METRIC_NAMES, type MetricName } from '../metrics.ts'
import { MOST_RUNS, type RunId, manyRunsSchema } from './values.ts'

/** What a curve is drawn over. `time` leaves pauses out; `clock` is the time of day. */
export const CURVE_CLOCKS = ['step', 'epoch', 'tokens', 'time', 'clock'] as const
export type CurveClock = (typeof CURVE_CLOCKS)[number]

/** One of those, or another metric. */
export const curveAxisSchema = z.enum([...CURVE_CLOCKS, ...METRIC_NAMES])
export type CurveAxis = z.output<typeof curveAxisSchema>

export function isCurveClock(axis: CurveAxis): axis is CurveClock {
  return CURVE_CLOCKS.some((clock) => clock === axis)
}

/** Windows of a running median that can be chosen. */
export const MEDIAN_WINDOWS = [3, 5, 9, 15, 25, 51, 101, 201, 501, 1001] as const
export const MOST_MEDIAN = 1001

/** What the edges of a group's band are, on both sides of the mean. */
export const BAND_KINDS = ['deviation', 'error', 'range'] as const
export type BandKind = (typeof BAND_KINDS)[number]

/** Of all points of a curve, before any is left out: an exponential mean, or the median of so many neighbours (odd). */
export const smoothingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('exponential'), weight: z.number().min(0).max(0.999) }),
  z.strictObject({ kind: z.literal('median'), window: z.int().min(1).max(MOST_MEDIAN) }),
])
export type Smoothing = z.output<typeof smoothingSchema>

export const curveRangeSchema = z.strictObject({ min: z.number(), max: z.number() })
export type CurveRange = z.output<typeof curveRangeSchema>

/** More than any screen has columns. */
export const MOST_POINTS = 1_000_000
/** Of a group: what its settings say. */
const MOST_KEY = 1_000_000

const wantedSchema = z.strictObject({ metric: z.enum(METRIC_NAMES), smoothing: smoothingSchema })

const commonRequest = {
  wanted: z.array(wantedSchema).max(100),
  axis: curveAxisSchema,
  /** What is to be seen of the axis, with the point before and the one after; without it all. Not for metrics as axis. */
  range: curveRangeSchema.optional(),
  /** About so many points a curve; 0 for all. */
  points: z.int().min(0).max(MOST_POINTS),
}

export const curvesRequestSchema = z.strictObject({ runs: manyRunsSchema, ...commonRequest })
export type CurvesRequest = z.output<typeof curvesRequestSchema>

const groupSchema = z.strictObject({ key: z.string().max(MOST_KEY), runs: manyRunsSchema })
/** A band stands over places that runs have in common, which the values of a metric are not. */
export const bandsRequestSchema = z.strictObject({
  groups: z.array(groupSchema).max(MOST_RUNS),
  ...commonRequest,
  axis: z.enum(CURVE_CLOCKS),
})
export type BandsRequest = z.output<typeof bandsRequestSchema>

/** Points of a curve in the order of their steps. */
export interface CurveLine {
  readonly steps: Float64Array
  /** Where they stand on the axis; null where that is the step. Descends nowhere but over a metric. */
  readonly xs: Float64Array | null
  /** NaN and infinity as they were logged. */
  readonly values: Float64Array
}

export interface Curve {
  readonly run: RunId
  readonly metric: MetricName
  /** As logged: of every bucket the lowest and the highest, and what is not finite. */
  readonly raw: CurveLine
  /** The same of the smoothed curve; null where nothing is smoothed. */
  readonly smooth: CurveLine | null
}

export interface Curves {
  readonly curves: readonly Curve[]
  /** From the first to the last point of all of them on the axis, whatever range was asked for; null without a point. */
  readonly extent: CurveRange | null
  /** Runs that have such a curve, but nothing to lay it out over. */
  readonly unplaced: readonly RunId[]
}

/** Mean and spread of a group's runs at every place where one of them has a value. */
export interface Band {
  readonly key: string
  readonly metric: MetricName
  readonly xs: Float64Array
  /** Steps of the first member, so that a place can be named. */
  readonly steps: Float64Array
  /** How many members have a finite value there. */
  readonly counts: Float64Array
  readonly mean: Float64Array
  /** Sample standard deviation (n − 1); NaN for fewer than two. */
  readonly deviation: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}

export interface Bands {
  readonly bands: readonly Band[]
  readonly extent: CurveRange | null
}
