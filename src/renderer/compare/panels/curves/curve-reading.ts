import type { Chart } from 'chart.js'
import { type ComputedRef, type ShallowRef, computed, shallowRef } from 'vue'
import { METRICS, type MetricName } from '../../../../shared/metrics.ts'
import { metricValue } from '../../../ui/format.ts'
import type { DrawnRun } from './chart-lines.ts'
import { axisText } from './chart-scales.ts'
import { type CurveAxis, nearestPoint } from './curves.ts'
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

export interface CurveReading {
  readonly reading: ShallowRef<Reading | null>
  readonly tip: ComputedRef<Tip | null>
  /** What was come to by the keyboard, for those who do not see it. */
  readonly spoken: ComputedRef<string>
  /** Reads under the pointer. */
  move(event: MouseEvent): void
  /** Reads by the arrow keys; true where the key was one of those. */
  key(event: KeyboardEvent): boolean
}

/** Reading the values of all curves of a chart at one place, by pointer or keyboard. */
export function useCurveReading(parts: {
  readonly chart: ShallowRef<Chart<'line'> | undefined>
  readonly stage: Readonly<ShallowRef<HTMLElement | undefined>>
  readonly runs: ComputedRef<readonly DrawnRun[]>
  metric(): MetricName
  axis(): CurveAxis
}): CurveReading {
  const { chart, stage, runs, metric, axis } = parts
  const reading = shallowRef<Reading | null>(null)

  const tip = computed((): Tip | null => {
    const at = reading.value
    const [x, y, area] = [chart.value?.scales.x, chart.value?.scales.y, stage.value?.getBoundingClientRect()]
    if (!at || !x || !y || !area) return null
    const rows = runs.value.flatMap((run) => {
      const near = nearestPoint(run.points, at.x)
      if (!near) return []
      const distance = near.lost === undefined ? Math.abs(y.getPixelForValue(near.y) - at.top) : NaN
      return [{ run: run.run, label: run.label, value: near.lost ?? near.y, at: near.x, distance }]
    })
    const lead = [...rows].sort((a, b) => Math.abs(a.at - at.x) - Math.abs(b.at - at.x))[0]
    const sign = METRICS[metric()].better === 'higher' ? -1 : 1
    rows.sort((a, b) => sign * (a.value - b.value))
    const place = { x: area.left + at.left, y: area.top + Math.max(y.top, 4) }
    return { at: place, title: placeText(axis(), lead?.at ?? at.x), ...tipRows(rows, area.height) }
  })

  const spoken = computed(() => {
    if (!reading.value?.byKey || !tip.value) return ''
    const values = tip.value.rows.map((row) => `${row.label} ${metricValue(metric(), row.value)}`)
    return `${tip.value.title}: ${[...values, ...(tip.value.more ? [`and ${tip.value.more} more`] : [])].join(', ')}`
  })

  return {
    reading,
    tip,
    spoken,
    move({ offsetX, offsetY }) {
      const x = chart.value?.scales.x
      if (!x || runs.value.every((run) => run.points.length === 0)) return
      const left = Math.min(Math.max(offsetX, x.left), x.right)
      reading.value = { x: x.getValueForPixel(left) ?? 0, left, top: offsetY, byKey: false }
    },
    key(event) {
      const [x, y] = [chart.value?.scales.x, chart.value?.scales.y]
      if (!x || !y) return false
      const xs = readableXs(runs.value.map((run) => run.points))
      const next = readingAfter(event.key, reading.value?.x ?? null, xs, { min: x.min, max: x.max })
      if (next === undefined) return false
      reading.value = { x: next, left: x.getPixelForValue(next), top: (y.top + y.bottom) / 2, byKey: true }
      return true
    },
  }
}

/** A place on the horizontal axis in words. */
export function placeText(axis: CurveAxis, x: number): string {
  const text = axisText(axis, x)
  return axis === 'wall' ? text : `${axis} ${text}`
}
