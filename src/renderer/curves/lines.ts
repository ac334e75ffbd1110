import type { Band, BandKind, Curve, CurveLine } from '../../shared/contract/curves.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { METRICS, type MetricName } from '../../shared/metrics.ts'
import { indexAtOrBefore } from '../history/steps.ts'
import type { RunColour } from '../ui/colours.ts'
import type { AxisRange } from './range.ts'

/** Points of a line in the order of their steps. */
export interface LinePoints {
  readonly xs: Float64Array
  /** NaN and infinity as they were logged: gaps in the line. */
  readonly ys: Float64Array
  readonly steps: Float64Array
}

export const BAND_TITLES: Record<BandKind, string> = {
  deviation: '± deviation',
  error: '± error',
  range: 'Min to max',
}
export const BAND_ABOUT =
  'Band of a group: ± standard deviation, ± standard error of the mean, or from the least to the most'

/** One line of a chart: a run's curve, or the mean of a group's. */
export interface ChartLine {
  /** Of the run or group. */
  readonly id: string
  /** The run that it leads to; null for several. */
  readonly run: RunId | null
  readonly label: string
  readonly colour: RunColour
  /** As drawn and read; smoothed where that was asked for. */
  readonly points: LinePoints
  /** As logged, where that is another line. */
  readonly raw: LinePoints | null
  /** Of the mean of several: how far they lie from it, ±, and how many they are. Along the points. */
  readonly spread: {
    readonly of: 'deviation' | 'error'
    readonly reach: Float64Array
    readonly counts: Float64Array
    /** Of the group, also where not all have a value. */
    readonly size: number
  } | null
  /** Edges along the points. */
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null
  /** Behind the others, such as a member of a group. */
  readonly faint: boolean
}

type Identity = Pick<ChartLine, 'id' | 'run' | 'label' | 'colour' | 'faint'>

export function runLine(identity: Identity, { raw, smooth }: Curve): ChartLine {
  const measured = pointsOf(raw)
  return {
    ...identity,
    points: smooth ? pointsOf(smooth) : measured,
    raw: smooth ? measured : null,
    spread: null,
    band: null,
  }
}

/** Shares by name that more than all can be: there may be more faults than tokens. */
const BEYOND_ALL: ReadonlySet<MetricName> = new Set(['valid/edit_distance', 'valid/phoneme_error_rate'])

/** What a metric can be: no share is above 100 %. */
function boundsOf(metric: MetricName): AxisRange {
  if (METRICS[metric].unit !== 'ratio') return { min: -Infinity, max: Infinity }
  return { min: 0, max: BEYOND_ALL.has(metric) ? Infinity : 1 }
}

/** What is drawn of a band. */
type BandPoints = Pick<Band, 'metric' | 'xs' | 'steps' | 'mean' | 'deviation' | 'counts' | 'min' | 'max'>

/** The mean of several with its band, which ends where the metric does; what is told of the spread stays as it is. */
export function bandLine(identity: Identity, band: BandPoints, kind: BandKind, size: number): ChartLine {
  const { min: least, max: most } = boundsOf(band.metric)
  const { xs, steps, mean, deviation, counts, min, max } = band
  const reach = deviation.map((value, i) => (kind === 'error' ? value / Math.sqrt(counts[i] ?? 1) : value))
  const edges =
    kind === 'range'
      ? { low: min, high: max }
      : {
          low: mean.map((value, i) => Math.max(value - (reach[i] ?? NaN), least)),
          high: mean.map((value, i) => Math.min(value + (reach[i] ?? NaN), most)),
        }
  const spread = { of: kind === 'error' ? kind : 'deviation', reach, counts, size } as const
  return { ...identity, points: { xs, ys: mean, steps }, raw: null, spread, band: edges }
}

function pointsOf({ steps, xs, values }: CurveLine): LinePoints {
  return { xs: xs ?? steps, ys: values, steps }
}

/** The point that a line has at a step: the last one that is not after it; -1 before the first. */
export function indexAtStep({ steps }: LinePoints, step: number): number {
  return indexAtOrBefore(steps, step)
}

/** The point whose x is closest, a gap too: it says what was measured. -1 for a line without any point. */
export function nearestIndex({ xs }: LinePoints, x: number, ordered: boolean): number {
  if (!ordered) {
    let best = -1
    for (let i = 0; i < xs.length; i++) {
      if (best < 0 || Math.abs((xs[i] ?? NaN) - x) < Math.abs((xs[best] ?? NaN) - x)) best = i
    }
    return best
  }
  const before = indexAtOrBefore(xs, x)
  const [left, right] = [xs[before], xs[before + 1]]
  if (left === undefined || right === undefined) return left === undefined ? (right === undefined ? -1 : 0) : before
  return x - left <= right - x ? before : before + 1
}

/** Where a line stopped being finite. */
export interface Break {
  readonly x: number
  /** The last finite value before; NaN where there was none. */
  readonly y: number
  readonly lost: number
}

/** The first point of every stretch that is not finite. */
export function breaksOf({ xs, ys }: LinePoints): Break[] {
  const breaks: Break[] = []
  ys.forEach((lost, i) => {
    const before = i === 0 ? NaN : (ys[i - 1] ?? NaN)
    if (Number.isFinite(lost) || (i > 0 && !Number.isFinite(before))) return
    breaks.push({ x: xs[i] ?? NaN, y: before, lost })
  })
  return breaks
}
