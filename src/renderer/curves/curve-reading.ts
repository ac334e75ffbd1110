import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { CurveAxis } from '../../shared/contract/curves.ts'
import { METRICS, type MetricName } from '../../shared/metrics.ts'
import { count, metricValue } from '../ui/format.ts'
import { isClock, placeText } from './axes.ts'
import type { ChartFrame } from './chart-frame.ts'
import { type ChartLine, nearestIndex } from './lines.ts'
import { peaksOf, readableXs, readingAfter } from './reading.ts'
import { type ReadRow, bestFirst, rowsAtStep, rowsNear } from './readout.ts'

/** What is read: a value of the axis, which stays while a chart grows, and the height of the pointer in pixels. */
interface Reading {
  readonly x: number
  readonly top: number
  readonly byKey: boolean
}

/** The values of all lines at one place. */
export interface Readout {
  /** The place in words. */
  readonly title: string
  /** Best first. */
  readonly rows: readonly ReadRow[]
}

/** How near to a line, in pixels, the pointer is at it. */
const NEAR = 14
/** What stands out by this share of the chart's height is a peak. */
const PEAK = 0.1
/** So many values at once are read out. */
const MOST_SPOKEN = 6

export interface CurveReading {
  readonly reading: ShallowRef<Reading | null>
  /** The line that pointer or keyboard is at. */
  readonly line: ShallowRef<ChartLine | null>
  /** Of what is read, and of the cursor while nothing is. */
  readonly readout: ComputedRef<Readout | null>
  /** What was come to by the keyboard, for those who do not see it. */
  readonly spoken: ComputedRef<string>
  /** Reads under the pointer. */
  move(event: MouseEvent): void
  /** Reads by the arrow keys; true where the key was one of those. */
  key(event: KeyboardEvent): boolean
  /** The step of the nearest point there, of the line that is read or of the first that has any. */
  stepAt(x: number): number | null
  leave(): void
}

/** Reading the values of all lines of a chart at one place: that of the cursor, or where pointer or keyboard are. */
export function useCurveReading(parts: {
  readonly frame: ShallowRef<ChartFrame | null>
  readonly lines: ComputedRef<readonly ChartLine[]>
  metric(): MetricName
  axis(): CurveAxis
  /** The step of the cursor. */
  cursor(): number | null
}): CurveReading {
  const { frame, lines, metric, axis, cursor } = parts
  const reading = shallowRef<Reading | null>(null)
  const line = shallowRef<ChartLine | null>(null)
  const readable = computed(() => lines.value.filter(({ faint, points }) => !faint && points.xs.length > 0))
  // A curve that has grown is another object with the same id.
  watch(lines, (now) => (line.value = now.find(({ id }) => id === line.value?.id) ?? null))

  /** The step that is told of while nothing is read: that of the cursor or the last, or the nearest to it in sight. */
  const rest = computed(() => {
    if (!frame.value) return null
    const last = Math.max(...readable.value.map(({ points }) => points.steps.at(-1) ?? 0))
    const { min, max } = axis() === 'step' ? frame.value.x : { min: 0, max: last }
    return Math.floor(Math.max(Math.min(cursor() ?? last, max, last), min))
  })

  /** What else of the board tells of the cursor's step, which may be out of sight here. */
  function restTitle(step: number): string {
    const [at, shown] = [cursor(), frame.value]
    const isSeen = at === null || axis() !== 'step' || !shown || (at >= Math.floor(shown.x.min) && at <= shown.x.max)
    return isSeen ? placeText('step', step) : `${placeText('step', step)} · cursor at ${count(at)}, out of view`
  }

  const readout = computed((): Readout | null => {
    const [at, shown, step] = [reading.value, frame.value, rest.value]
    if (!shown || readable.value.length === 0) return null
    const { better } = METRICS[metric()]
    if (at) {
      const rows = bestFirst(
        rowsNear(readable.value, { ...at, left: shown.place(at.x) }, shown, isClock(axis())),
        better,
      )
      const lead = rows.reduce<ReadRow | undefined>(
        (nearest, row) => (nearest && Math.abs(nearest.at - at.x) <= Math.abs(row.at - at.x) ? nearest : row),
        undefined,
      )
      return { title: placeText(axis(), lead?.at ?? at.x), rows }
    }
    if (step === null) return null
    return { title: restTitle(step), rows: bestFirst(rowsAtStep(readable.value, step), better) }
  })

  const spoken = computed(() => {
    if (!reading.value?.byKey || !readout.value) return ''
    const { title, rows } = readout.value
    const told = line.value ? rows.filter((row) => row.line.id === line.value?.id) : rows.slice(0, MOST_SPOKEN)
    const values = told.map(({ line: { label }, value, spread, ended }) => {
      const plusMinus = spread && spread.count > 1 ? ` ± ${metricValue(metric(), spread.reach)}` : ''
      return `${label} ${metricValue(metric(), value)}${plusMinus}${ended ? ', its last' : ''}`
    })
    const more = line.value || rows.length <= MOST_SPOKEN ? [] : [`and ${rows.length - MOST_SPOKEN} more`]
    return `${title}: ${[...values, ...more].join(', ')}`
  })

  function readAt(x: number, { area: { top, bottom } }: ChartFrame): void {
    reading.value = { x, top: (top + bottom) / 2, byKey: true }
  }

  /** The next line of those that are read, from the best on; at the cursor where nothing was read yet. */
  function chooseLine(way: 1 | -1, shown: ChartFrame): boolean {
    if (!reading.value) readAt(axis() === 'step' ? (rest.value ?? shown.x.max) : shown.x.max, shown)
    const rows = readout.value?.rows ?? []
    if (rows.length === 0) return false
    const at = rows.findIndex((row) => row.line.id === line.value?.id)
    line.value = rows[at < 0 ? (way > 0 ? 0 : rows.length - 1) : (at + way + rows.length) % rows.length]?.line ?? null
    return true
  }

  function leave(): void {
    reading.value = null
    line.value = null
  }
  // A zoom may have left it behind; a run that goes on has not.
  watch(frame, (shown) => {
    const { x } = reading.value ?? {}
    if (shown && x !== undefined && (x < shown.x.min || x > shown.x.max)) leave()
  })

  return {
    reading,
    line,
    readout,
    spoken,
    move({ offsetX, offsetY }) {
      const shown = frame.value
      if (!shown || readable.value.length === 0) return
      const left = Math.min(Math.max(offsetX, shown.area.left), shown.area.right)
      reading.value = { x: shown.valueAt(left), top: offsetY, byKey: false }
      let near: ReadRow | null = null
      for (const row of readout.value?.rows ?? []) {
        if (row.distance < (near?.distance ?? NEAR) && row.across < NEAR) near = row
      }
      line.value = near?.line ?? null
    },
    key(event) {
      const shown = frame.value
      if (!shown) return false
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
        return chooseLine(event.key === 'ArrowDown' ? 1 : -1, shown)
      const read = (line.value ? [line.value] : readable.value).map(({ points }) => points)
      const xs = readableXs(read.map((points) => points.xs))
      const peaks = peaksOf(read, shown.rise, PEAK * (shown.area.bottom - shown.area.top))
      const next = readingAfter(event.key, reading.value?.x ?? null, xs, shown.x, peaks)
      if (next === undefined) return false
      readAt(next, shown)
      return true
    },
    stepAt(x) {
      if (axis() === 'step') return Math.max(0, Math.round(x))
      const { points } = line.value ?? readable.value[0] ?? {}
      return points ? (points.steps[nearestIndex(points, x, isClock(axis()))] ?? null) : null
    },
    leave,
  }
}
