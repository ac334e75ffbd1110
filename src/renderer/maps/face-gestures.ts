import type { Cell } from '../../shared/attention/cell.ts'
import { type FaceLayout, type FaceParts, type MapView, WHOLE, cellAt, showing, zoomed } from './face-layout.ts'

const MOVES: Record<string, readonly [t: number, s: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
}
const ZOOMS: Record<string, number> = { '+': 1.5, '=': 1.5, '-': 1 / 1.5 }
/** Pixels of a wheel's turn that zoom by e. */
const WHEEL = 240

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)

/** What pointer, wheel and keys do over a map: point at a cell, zoom into it, move what is seen. */
export function createGestures(
  now: () => { layout: FaceLayout; parts: FaceParts; view: MapView; cell: Cell | null },
  tell: { cell(cell: Cell | null): void; view(view: MapView): void },
) {
  let dragged: { x: number; y: number; view: MapView } | null = null
  const point = (event: MouseEvent) => {
    const { layout, parts } = now()
    tell.cell(cellAt(layout, { x: event.offsetX, y: event.offsetY }, parts))
  }

  return {
    press(event: PointerEvent): void {
      if (event.button !== 0) return
      point(event)
      const { view } = now()
      if (view.zoom <= 1 || !(event.currentTarget instanceof HTMLElement)) return
      dragged = { x: event.clientX, y: event.clientY, view }
      event.currentTarget.setPointerCapture(event.pointerId)
    },
    move(event: PointerEvent): void {
      if (!dragged) {
        point(event)
        return
      }
      const { layout, parts } = now()
      const { view } = dragged
      tell.view({
        zoom: view.zoom,
        x: within(view.x - (event.clientX - dragged.x) / (layout.cell * parts.source.length), 1),
        y: within(view.y - (event.clientY - dragged.y) / (layout.cell * parts.target.length), 1),
      })
    },
    release(): void {
      dragged = null
    },
    leave(): void {
      if (!dragged) tell.cell(null)
    },
    wheel(event: WheelEvent): void {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const { layout, parts, view } = now()
      const { cell, x, y } = layout
      const at = {
        x: (event.offsetX + x) / (cell * parts.source.length),
        y: (event.offsetY + y) / (cell * parts.target.length),
      }
      tell.view(zoomed(view, Math.exp(-event.deltaY / WHEEL), at))
    },
    key(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const { layout, parts, view, cell } = now()
      const { source, target } = parts
      const [by, factor] = [MOVES[event.key], ZOOMS[event.key]]
      if (event.key === 'Escape') tell.cell(null)
      else if (event.key === '0') tell.view(WHOLE)
      else if (factor !== undefined) {
        const at = cell ?? { t: target.length / 2, s: source.length / 2 }
        tell.view(zoomed(view, factor, { x: (at.s + 0.5) / source.length, y: (at.t + 0.5) / target.length }))
      } else if (by) {
        const from = cell ?? { t: -by[0], s: Number.isFinite(by[1]) ? -by[1] : 0 }
        const next = { t: within(from.t + by[0], target.length - 1), s: within(from.s + by[1], source.length - 1) }
        tell.cell(next)
        if (view.zoom > 1) tell.view(showing(view, next, layout, parts))
      }
      if (event.key !== '0' && factor === undefined && !by) return
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
