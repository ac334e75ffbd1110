import type { AttentionMap, AttentionWindow } from '../contract/attention.ts'
import type { AxisChoice } from './plane.ts'

/** The windows of one layer: row t reaches from `centres[t] - reach` to `centres[t] + reach`, in source positions. */
export interface PlaneWindow {
  readonly centres: Float32Array
  readonly reach: number
}

/** A row's window in whole columns, both ends included, and its centre. */
export interface WindowRow {
  readonly first: number
  readonly last: number
  readonly centre: number
}

/** Of the layer chosen, or of all where they agree; null where there is no one window to draw. */
export function windowOf({ window, layers, target }: AttentionMap, layer: AxisChoice): PlaneWindow | null {
  if (!window || layers === 0) return null
  const rows = target.length
  const of = (index: number) => window.centres.subarray(index * rows, (index + 1) * rows)
  if (typeof layer === 'number') return { centres: of(Math.min(layer, layers - 1)), reach: window.reach }
  return agree(window, rows) ? { centres: of(0), reach: window.reach } : null
}

function agree({ centres }: AttentionWindow, rows: number): boolean {
  return centres.every((centre, index) => Math.abs(centre - (centres[index % rows] ?? NaN)) < 1e-3)
}

/**
 * The share of each row's attention that the windows cut off, [target]: of one layer and head, or the mean over those that a
 * plane is made of. Null where it was not kept.
 */
export function outsideOf({ window, layers, heads, target }: AttentionMap, layer: AxisChoice, head: AxisChoice) {
  if (!window?.outside || layers === 0) return null
  const { outside } = window
  const places = (choice: AxisChoice, count: number) =>
    typeof choice === 'number' ? [Math.min(choice, count - 1)] : Array.from({ length: count }, (_, i) => i)
  const starts = places(layer, layers).flatMap((l) => places(head, heads).map((h) => (l * heads + h) * target.length))
  return Float32Array.from(target, (_, t) => {
    return starts.reduce((sum, start) => sum + (outside[start + t] ?? NaN), 0) / starts.length
  })
}

/** The windows cut at both ends of the sentence of `columns` tokens. */
export function windowRows({ centres, reach }: PlaneWindow, columns: number): WindowRow[] {
  const within = (column: number) => Math.min(Math.max(column, 0), columns - 1)
  // A centre is kept to half precision, so a border that falls on a column may be a little off.
  return Array.from(centres, (centre) => ({
    first: within(Math.ceil(centre - reach - 1e-2)),
    last: within(Math.floor(centre + reach + 1e-2)),
    centre: within(centre),
  }))
}

/** The window of a row for a person, such as `centre 2.4 ± 3`; with positions from 1, as people count. */
export function windowText({ centres, reach }: PlaneWindow, t: number): string {
  const centre = centres[t]
  return centre === undefined ? '' : `centre ${Number((centre + 1).toFixed(1))} ± ${reach}`
}
