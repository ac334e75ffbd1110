import type { ChartFrame } from './chart-frame.ts'
import { type ChartLine, indexAtStep, nearestIndex } from './lines.ts'

/** The value of one line at the place that is read. */
export interface ReadRow {
  readonly line: ChartLine
  /** As measured; NaN and infinities too. */
  readonly value: number
  /** Of the mean of several runs: ± so much, of so many of all that they are. */
  readonly spread: { readonly reach: number; readonly count: number; readonly size: number } | null
  /** Where on the axis it was measured. */
  readonly at: number
  /** True where the line had ended before: it is the last value that it had. */
  readonly ended: boolean
  /** Pixels up or down to the pointer, NaN for what is not finite; 0 where nothing is pointed at. */
  readonly distance: number
  /** Pixels to the left or right. */
  readonly across: number
}

/** A line that ended less than this share of the axis before what is read has not ended: its next point is to come. */
const PATIENCE = 0.01

/** What lies nearest to a place of the chart, of each line that has points. */
export function rowsNear(
  lines: readonly ChartLine[],
  at: { readonly x: number; readonly left: number; readonly top: number },
  frame: ChartFrame,
  ordered: boolean,
): ReadRow[] {
  const patience = PATIENCE * (frame.x.max - frame.x.min)
  return lines.flatMap((line) => {
    const row = rowAt(line, nearestIndex(line.points, at.x, ordered))
    if (!row) return []
    const distance = Number.isFinite(row.value) ? Math.abs(frame.rise(row.value) - at.top) : NaN
    const ended = ordered && row.at + patience < at.x && row.at === line.points.xs.at(-1)
    return [{ ...row, ended, distance, across: Math.abs(frame.place(row.at) - at.left) }]
  })
}

/** What each line has at a step: the last value that is not after it. */
export function rowsAtStep(lines: readonly ChartLine[], step: number): ReadRow[] {
  return lines.flatMap((line) => {
    const row = rowAt(line, indexAtStep(line.points, step))
    const { steps } = line.points
    const last = steps.at(-1) ?? NaN
    return row ? [{ ...row, ended: last + PATIENCE * step < step }] : []
  })
}

function rowAt(line: ChartLine, i: number): ReadRow | null {
  const { points, spread } = line
  const [at, value] = [points.xs[i], points.ys[i]]
  if (at === undefined || value === undefined) return null
  const told = spread && { reach: spread.reach[i] ?? NaN, count: spread.counts[i] ?? 0, size: spread.size }
  return { line, value, spread: told, at, ended: false, distance: 0, across: 0 }
}

/** What is not finite comes first: it is what one looks for. */
export function bestFirst(rows: readonly ReadRow[], better: 'lower' | 'higher' | 'neither'): ReadRow[] {
  const sign = better === 'higher' ? -1 : 1
  const rank = ({ value }: ReadRow) => (Number.isFinite(value) ? sign * value : -Infinity)
  return [...rows].sort((a, b) => rank(a) - rank(b) || 0)
}

/**
 * The rows that there is room for, in their order; `most` counts the line of what is left out. Where not all have room,
 * those nearest to the pointer stay, the first where nothing is pointed at, and always what is not finite and the chosen.
 */
export function shownRows<Row extends { readonly distance: number }>(
  rows: readonly Row[],
  most: number,
  isChosen: (row: Row) => boolean = () => false,
): { rows: readonly Row[]; more: number } {
  if (rows.length <= most) return { rows, more: 0 }
  const far = (row: Row) => (isChosen(row) ? -2 : Number.isNaN(row.distance) ? -1 : row.distance)
  const nearest = new Set([...rows].sort((a, b) => far(a) - far(b)).slice(0, Math.max(most - 1, 1)))
  return { rows: rows.filter((row) => nearest.has(row)), more: rows.length - nearest.size }
}

/** Where the values of a chart stand, and how many: always as large, whatever is read, so that nothing moves. */
export interface ValuesLayout {
  /** Right of the curves, or else below them. */
  readonly beside: boolean
  readonly columns: number
  readonly rows: number
}

/** Pixels of a row; `CurveValues` has the same. */
export const ROW = 17
/** Of the title of a chart with what may be done with it, and what is said below it. */
const AROUND = 40
/** A chart of this width has room beside its curves. */
const WIDE = 620
/** Least width of a column of values; of means with ± and how many. */
const COLUMN = 210
const COLUMN_OF_MEANS = 236
/** Of the height of a chart, what values below it may take; and what they may where that is enough for all of them. */
const SHARE = 0.44
const SHARE_OF_ALL = 0.5

/** What there are values of. */
export interface ToldLines {
  readonly lines: number
  /** Whether they are means, told with ± and of how many. */
  readonly means: boolean
}

/** Where the values of a chart of this size have their place. Paper has room for all of them, below the curves. */
export function valuesLayout(
  { width, height }: { readonly width: number; readonly height: number },
  { lines, means }: ToldLines,
  onPaper = false,
): ValuesLayout {
  const room = Math.max(height - AROUND, 0)
  const isWide = lines > 1 && width >= WIDE
  if (isWide && !onPaper) return { beside: true, columns: 1, rows: Math.max(Math.floor(room / ROW) - 1, 1) }
  const fitting = Math.floor(width / (means ? COLUMN_OF_MEANS : COLUMN))
  const columns = Math.max(Math.min(fitting, lines), 1)
  // One row is that of the step.
  const most = (share: number) => Math.max(Math.floor((room * share) / ROW) - 1, 2)
  const all = Math.max(Math.ceil(lines / columns), 1)
  return { beside: false, columns, rows: onPaper || all <= most(SHARE_OF_ALL) ? all : most(SHARE) }
}
