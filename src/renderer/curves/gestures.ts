import type { Chart } from 'chart.js'
import { type AxisRange, isClick } from './range.ts'

export interface Gestures {
  press(event: PointerEvent): void
  /** True while something is dragged, and nothing is read. */
  drag(event: PointerEvent): boolean
  release(event: PointerEvent): void
  wheel(event: WheelEvent): void
  /** A drag that the system took away. */
  cancel(): void
}

/** What is dragged over, in pixels of the chart. */
export interface DragArea {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

interface Parts {
  chart(): Chart<'line'> | undefined
  /** What is dragged over, to be drawn; null for nothing. */
  show(area: DragArea | null): void
  /** A click, and not what ends a drag. What it does comes when it was not the first half of a double click. */
  click(at: { readonly left: number; readonly top: number }): () => void
  zoomX(range: AxisRange): void
  zoomY(range: AxisRange): void
}

/** Dragging so much more up than along chooses of the height. */
const STEEP = 2
const LEAST = 8
/** Milliseconds in which a second click makes a double one. */
const DOUBLE = 260
const WHEEL = 1.0015

/**
 * A drag zooms to what it went over: along the axis, or of the height where it goes up and down. With the shift key it
 * moves what is seen; the wheel with Ctrl or ⌘ zooms about the pointer. A click is none of these.
 */
export function createGestures({ chart, show, click, zoomX, zoomY }: Parts): Gestures {
  let from: { x: number; y: number; left: number; top: number; pan: boolean; scale: [AxisRange, AxisRange] } | null =
    null
  let waiting: ReturnType<typeof setTimeout> | undefined

  function within(event: MouseEvent): { left: number; top: number } | null {
    const area = chart()?.chartArea
    if (!area) return null
    const left = Math.min(Math.max(event.offsetX, area.left), area.right)
    return { left, top: Math.min(Math.max(event.offsetY, area.top), area.bottom) }
  }

  function areaTo(to: { left: number; top: number }): (DragArea & { upright: boolean }) | null {
    const area = chart()?.chartArea
    if (!from || !area) return null
    const [width, height] = [Math.abs(to.left - from.left), Math.abs(to.top - from.top)]
    if (height > STEEP * width && height >= LEAST)
      return { left: area.left, top: Math.min(to.top, from.top), width: area.width, height, upright: true }
    if (width < LEAST) return null
    return { left: Math.min(to.left, from.left), top: area.top, width, height: area.height, upright: false }
  }

  function pan(event: PointerEvent): void {
    const [x, y] = [chart()?.scales.x, chart()?.scales.y]
    if (!from || !x || !y) return
    const [acrossX, acrossY] = from.scale
    const dx = ((from.x - event.clientX) / x.width) * (acrossX.max - acrossX.min)
    const dy = ((event.clientY - from.y) / y.height) * (acrossY.max - acrossY.min)
    if (Math.abs(event.clientX - from.x) > 4) zoomX({ min: acrossX.min + dx, max: acrossX.max + dx })
    if (Math.abs(event.clientY - from.y) > LEAST) zoomY({ min: acrossY.min + dy, max: acrossY.max + dy })
  }

  return {
    press(event) {
      const [at, x, y] = [within(event), chart()?.scales.x, chart()?.scales.y]
      if (event.button !== 0 || !at || !x || !y) return
      const scale: [AxisRange, AxisRange] = [
        { min: x.min, max: x.max },
        { min: y.min, max: y.max },
      ]
      from = { x: event.clientX, y: event.clientY, ...at, pan: event.shiftKey, scale }
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(event.pointerId)
    },
    drag(event) {
      const at = within(event)
      if (!from || !at) return false
      if (from.pan) pan(event)
      else show(areaTo(at))
      return !isClick(from, { x: event.clientX, y: event.clientY })
    },
    release(event) {
      const [at, x, y] = [within(event), chart()?.scales.x, chart()?.scales.y]
      const began = from
      const area = at && areaTo(at)
      from = null
      show(null)
      if (!began || !at || !x || !y) return
      if (isClick(began, { x: event.clientX, y: event.clientY })) {
        const second = waiting !== undefined
        clearTimeout(waiting)
        waiting = undefined
        if (second || event.shiftKey) return
        const act = click(at)
        waiting = setTimeout(() => {
          waiting = undefined
          act()
        }, DOUBLE)
        return
      }
      if (began.pan || !area) return
      const value = (scale: typeof x, pixel: number) => scale.getValueForPixel(pixel) ?? 0
      if (area.upright) zoomY({ min: value(y, area.top + area.height), max: value(y, area.top) })
      else zoomX({ min: value(x, area.left), max: value(x, area.left + area.width) })
    },
    wheel(event) {
      const x = chart()?.scales.x
      if (!x || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      const factor = WHEEL ** event.deltaY
      const value = (pixel: number) => x.getValueForPixel(event.offsetX + (pixel - event.offsetX) * factor) ?? 0
      zoomX({ min: value(x.left), max: value(x.right) })
    },
    cancel() {
      from = null
      clearTimeout(waiting)
      waiting = undefined
      show(null)
    },
  }
}
