import { MEASURE_METRICS, type AttentionMeasure } from '../../../../shared/attention/measures.ts'
import type { DecodingMode } from '../../../../shared/contract/attention.ts'
import type { BandKind } from '../../../../shared/contract/curves.ts'
import type { Emergence } from '../../../../shared/contract/emergence.ts'
import type { RunId } from '../../../../shared/contract/runs.ts'
import { BETWEEN } from '../../../../shared/run-name.ts'
import { spreadOf } from '../../../../shared/spread.ts'
import { type ChartLine, type LinePoints, bandLine } from '../../../curves/lines.ts'
import type { RunColour } from '../../../ui/colours.ts'

/** One head of a layer, by places from 0, or the mean of all. */
export type HeadChoice = { readonly layer: number; readonly head: number } | 'mean'

/** Runs that are drawn as one line, or one run by itself. */
export interface ShownRuns {
  readonly key: string
  readonly label: string
  readonly colour: RunColour
  readonly runs: readonly RunId[]
}

interface Wanted {
  readonly found: ReadonlyMap<RunId, Emergence>
  readonly shown: readonly ShownRuns[]
  readonly measure: AttentionMeasure
  readonly head: HeadChoice
  readonly modes: readonly DecodingMode[]
  readonly band: BandKind
}

/** How a free-running line is told from the teacher-forced one beside it. */
const FREE_DASH = [2, 3]

/** The lines of one chart: one a run, or the mean of a group with its band; where both modes are shown, free-running dotted. */
export function emergenceLines({ found, shown, measure, head, modes, band }: Wanted): ChartLine[] {
  return shown.flatMap(({ key, label, colour, runs }) =>
    modes.flatMap((mode): ChartLine[] => {
      const points = runs.flatMap((run) => pointsOf(found.get(run), mode, measure, head) ?? [])
      const [only] = points
      if (!only) return []
      const beside = modes.length > 1 && mode === 'free-running'
      const identity = {
        id: beside ? `${key}${BETWEEN}${mode}` : key,
        run: runs.length === 1 ? (runs[0] ?? null) : null,
        label: [runs.length > 1 ? `${label} (${runs.length})` : label, ...(beside ? [mode] : [])].join(BETWEEN),
        colour: beside ? { ...colour, dash: FREE_DASH } : colour,
        faint: false,
      }
      return [
        points.length > 1
          ? bandLine(identity, { metric: MEASURE_METRICS[measure], ...spread(points) }, band, runs.length)
          : { ...identity, points: only, raw: null, spread: null, band: null },
      ]
    }),
  )
}

/** Null where the run has no such head, or no maps of this mode. */
function pointsOf(
  emergence: Emergence | undefined,
  mode: DecodingMode,
  measure: AttentionMeasure,
  head: HeadChoice,
): LinePoints | null {
  const values = emergence?.modes.find((one) => one.mode === mode)?.values[measure]
  if (!emergence || !values) return null
  const { steps, layers, heads } = emergence
  if (head !== 'mean' && (head.layer >= layers || head.head >= heads)) return null
  const row = head === 'mean' ? layers * heads : head.layer * heads + head.head
  const ys = values.subarray(row * steps.length, (row + 1) * steps.length)
  // Nothing to count, such as no output that is the reference yet, is no value that broke.
  const counted = steps.filter((_, place) => !Number.isNaN(ys[place] ?? NaN))
  return { xs: counted, steps: counted, ys: ys.filter((value) => !Number.isNaN(value)) }
}

/** Mean and spread of what runs have at the same steps. */
function spread(lines: readonly LinePoints[]) {
  const at = new Map<number, number[]>()
  for (const { steps, ys } of lines) {
    steps.forEach((step, place) => {
      const values = at.get(step)
      if (values) values.push(ys[place] ?? NaN)
      else at.set(step, [ys[place] ?? NaN])
    })
  }
  const steps = Float64Array.from([...at.keys()].sort((a, b) => a - b))
  const spreads = Array.from(steps, (step) => spreadOf(at.get(step) ?? []))
  const of = (part: 'mean' | 'deviation' | 'min' | 'max' | 'n') => Float64Array.from(spreads, (one) => one[part])
  // One run alone has no spread: the band closes there.
  const deviation = of('deviation').map((value, place) => (spreads[place]?.n === 1 ? 0 : value))
  return {
    xs: steps,
    steps,
    mean: of('mean'),
    deviation,
    counts: of('n'),
    min: of('min'),
    max: of('max'),
  }
}

/** What all values of the lines lie in, bands included, with a little air; null without any. For charts that are compared. */
export function commonHeight(lines: readonly ChartLine[]): { min: number; max: number } | null {
  let [min, max] = [Infinity, -Infinity]
  for (const { points, band } of lines) {
    for (const values of band ? [points.ys, band.low, band.high] : [points.ys]) {
      for (const value of values) {
        if (Number.isFinite(value)) [min, max] = [Math.min(min, value), Math.max(max, value)]
      }
    }
  }
  const air = 0.04 * (max - min || 1)
  return max < min ? null : { min: min - air, max: max + air }
}
