import type { Chart } from 'chart.js'
import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { CurveAxis } from '../../shared/contract/curves.ts'
import { METRICS, type MetricName } from '../../shared/metrics.ts'
import { metricValue } from '../ui/format.ts'
import { isClock, placeText } from './axes.ts'
import { projection } from './draw-lines.ts'
import { type ChartLine, nearestIndex } from './lines.ts'
import { readableXs, readingAfter } from './reading.ts'
import { type TipRow, tipRows } from './tooltip.ts'

/** What is read: a value of the axis, and where it stands in pixels of the chart. */
interface Reading {
  readonly x: number
  readonly left: number
  readonly top: number
  readonly byKey: boolean
}

interface Tip {
  /** In pixels of the window. */
  readonly at: { readonly x: number; readonly y: number }
  readonly title: string
  readonly rows: readonly TipRow[]
  readonly more: number
}

/** How near to a line, in pixels, the pointer is at it. */
const NEAR = 14

export interface CurveReading {
  readonly reading: ShallowRef<Reading | null>
  /** The line that pointer or keyboard is at. */
  readonly line: ShallowRef<ChartLine | null>
  readonly tip: ComputedRef<Tip | null>
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

/** Reading the values of all lines of a chart at one place, by pointer or keyboard. */
export function useCurveReading(parts: {
  readonly chart: ShallowRef<Chart<'line'> | undefined>
  readonly stage: Readonly<ShallowRef<HTMLElement | undefined>>
  readonly lines: ComputedRef<readonly ChartLine[]>
  metric(): MetricName
  axis(): CurveAxis
}): CurveReading {
  const { chart, stage, lines, metric, axis } = parts
  const reading = shallowRef<Reading | null>(null)
  const line = shallowRef<ChartLine | null>(null)
  const readable = computed(() => lines.value.filter(({ faint, points }) => !faint && points.xs.length > 0))
  // A curve that has grown is another object with the same id.
  watch(lines, (now) => (line.value = now.find(({ id }) => id === line.value?.id) ?? null))

  const rows = computed(() => {
    const at = reading.value
    const [x, y] = [chart.value?.scales.x, chart.value?.scales.y]
    if (!at || !x || !y) return []
    const [place, height] = [projection(x), projection(y)]
    const found = readable.value.flatMap((each) => {
      const i = nearestIndex(each.points, at.x, isClock(axis()))
      const [near, value] = [each.points.xs[i], each.points.ys[i]]
      if (near === undefined || value === undefined) return []
      const up = Number.isFinite(value) ? Math.abs(height(value) - at.top) : NaN
      return [
        {
          line: each,
          run: each.id,
          label: each.label,
          colour: each.colour,
          value,
          at: near,
          distance: up,
          across: Math.abs(place(near) - at.left),
        },
      ]
    })
    const sign = METRICS[metric()].better === 'higher' ? -1 : 1
    // What is not finite comes first: it is what one looks for.
    const rank = (value: number) => (Number.isFinite(value) ? sign * value : -Infinity)
    return found.sort((a, b) => rank(a.value) - rank(b.value) || 0)
  })

  const tip = computed((): Tip | null => {
    const at = reading.value
    const [y, area] = [chart.value?.scales.y, stage.value?.getBoundingClientRect()]
    if (!at || !y || !area || rows.value.length === 0) return null
    const lead = [...rows.value].sort((a, b) => Math.abs(a.at - at.x) - Math.abs(b.at - at.x))[0]
    const place = { x: area.left + at.left, y: area.top + Math.max(y.top, 4) }
    return { at: place, title: placeText(axis(), lead?.at ?? at.x), ...tipRows(rows.value, area.height) }
  })

  const spoken = computed(() => {
    if (!reading.value?.byKey || !tip.value) return ''
    const told = line.value ? rows.value.filter((row) => row.line.id === line.value?.id) : tip.value.rows
    const values = told.map((row) => `${row.label} ${metricValue(metric(), row.value)}`)
    const more = !line.value && tip.value.more ? [`and ${tip.value.more} more`] : []
    return `${tip.value.title}: ${[...values, ...more].join(', ')}`
  })

  /** The next line of those that are read, from the best on. */
  function chooseLine(way: 1 | -1): boolean {
    const all = rows.value
    if (all.length === 0) return false
    const at = all.findIndex((row) => row.line.id === line.value?.id)
    line.value = all[at < 0 ? (way > 0 ? 0 : all.length - 1) : (at + way + all.length) % all.length]?.line ?? null
    return true
  }

  return {
    reading,
    line,
    tip,
    spoken,
    move({ offsetX, offsetY }) {
      const x = chart.value?.scales.x
      if (!x || readable.value.length === 0) return
      const left = Math.min(Math.max(offsetX, x.left), x.right)
      reading.value = { x: x.getValueForPixel(left) ?? 0, left, top: offsetY, byKey: false }
      const near = rows.value.filter(({ distance, across }) => distance < NEAR && across < NEAR)
      line.value = near.sort((a, b) => a.distance - b.distance)[0]?.line ?? null
    },
    key(event) {
      const [x, y] = [chart.value?.scales.x, chart.value?.scales.y]
      if (!x || !y) return false
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') return chooseLine(event.key === 'ArrowDown' ? 1 : -1)
      const xs = readableXs((line.value ? [line.value] : readable.value).map(({ points }) => points.xs))
      const next = readingAfter(event.key, reading.value?.x ?? null, xs, { min: x.min, max: x.max })
      if (next === undefined) return false
      reading.value = { x: next, left: x.getPixelForValue(next), top: (y.top + y.bottom) / 2, byKey: true }
      return true
    },
    stepAt(x) {
      if (axis() === 'step') return Math.max(0, Math.round(x))
      const { points } = line.value ?? readable.value[0] ?? {}
      return points ? (points.steps[nearestIndex(points, x, isClock(axis()))] ?? null) : null
    },
    leave() {
      reading.value = null
      line.value = null
    },
  }
}
