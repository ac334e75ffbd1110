import { paintPlane } from '../../shared/attention/paint.ts'
import type { MapScaling } from '../../shared/attention/scaling.ts'
import type { FaceLayout } from './face-layout.ts'
import type { Mark } from '../../shared/attention/marks.ts'
import { type Overlay, type OverlayInput } from '../../shared/attention/overlays/overlay.ts'
import { marksOf } from '../../shared/attention/overlays/registry.ts'
import { poolWeights } from './pool.ts'

/** One map as it is drawn. */
export interface MapFace extends OverlayInput {
  /** The same for the same place on the page, while what is drawn there changes. */
  readonly key: string
  /** What of its run it shows, such as `layer 1, head 3`; empty where there is nothing to tell apart. */
  readonly title: string
  /** What is drawn over and beside the weights. */
  readonly marks: readonly Mark[]
}

export function faceOf(key: string, title: string, input: OverlayInput, overlays: readonly Overlay[]): MapFace {
  return { ...input, key, title, marks: marksOf(overlays, input) }
}

/** How weights become colours. */
export interface Colouring {
  /** 256 colours, four bytes each. */
  readonly table: Uint8ClampedArray
  readonly scaling: MapScaling
}

/** The cells as a picture: one pixel each, or where there are more cells than pixels on the screen, the largest of several. */
export function cellPixels(
  { plane }: Pick<MapFace, 'plane'>,
  { table, scaling }: Colouring,
  cell: number,
  ratio: number,
): ImageData {
  const from = { rows: plane.target.length, columns: plane.source.length }
  if (cell * ratio >= 1) return new ImageData(paintPlane(plane, table, scaling), from.columns, from.rows)
  const few = (count: number) => Math.max(Math.floor(count * cell * ratio), 1)
  const to = { rows: few(from.rows), columns: few(from.columns) }
  const weights = poolWeights(plane.weights, from, to)
  return new ImageData(paintPlane({ ...plane, weights }, table, scaling), to.columns, to.rows)
}

/** How many margins of bars a face has. */
export const barsOf = (marks: readonly Mark[]): { rows: number; columns: number } => ({
  rows: marks.filter((mark) => mark.kind === 'bars' && mark.along === 'rows').length,
  columns: marks.filter((mark) => mark.kind === 'bars' && mark.along === 'columns').length,
})

/** The share of the whole map that is seen, as percentages for the small one beside it. */
export function seenPart({ x, y, width, height, cell }: FaceLayout, columns: number, rows: number) {
  const share = (value: number, count: number) => (100 * value) / Math.max(count * cell, 1)
  return {
    left: share(x, columns),
    top: share(y, rows),
    width: share(width, columns),
    height: share(height, rows),
  }
}
