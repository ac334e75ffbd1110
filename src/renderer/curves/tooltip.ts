import type { RunColour } from '../ui/colours.ts'

export interface TipRow {
  /** The run, or the group. */
  readonly run: string
  readonly label: string
  readonly colour: RunColour
  /** As measured; NaN and infinities too. */
  readonly value: number
}

interface Size {
  readonly width: number
  readonly height: number
}

const ROW = 18
/** The line of the step, the line of what is left out, and the padding. */
const AROUND = 2 * ROW + 14
/** Between pointer and tooltip, and between tooltip and the window's edges. */
const GAP = 12
const EDGE = 4

/**
 * The rows that a tooltip no taller than its chart has room for, in their order. Where not all have, those nearest to the
 * pointer stay; `distance` of a row is in pixels, NaN for one that is not finite, which is always told of.
 */
export function tipRows<Row extends { readonly distance: number }>(
  rows: readonly Row[],
  height: number,
): { rows: readonly Row[]; more: number } {
  const most = Math.max(Math.floor((height - AROUND) / ROW), 1)
  if (rows.length <= most + 1) return { rows, more: 0 }
  const far = ({ distance }: Row) => (Number.isNaN(distance) ? -1 : distance)
  const nearest = new Set([...rows].sort((a, b) => far(a) - far(b)).slice(0, most))
  return { rows: rows.filter((row) => nearest.has(row)), more: rows.length - most }
}

/** The upper left corner of a tooltip beside a point: on the side that has room for it, and wholly in the window. */
export function placeTip(at: { x: number; y: number }, tip: Size, view: Size): { left: number; top: number } {
  const left = at.x + GAP + tip.width + EDGE <= view.width ? at.x + GAP : at.x - GAP - tip.width
  return {
    left: clamp(left, EDGE, view.width - tip.width - EDGE),
    top: clamp(at.y, EDGE, view.height - tip.height - EDGE),
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(Math.min(value, high), low)
}
