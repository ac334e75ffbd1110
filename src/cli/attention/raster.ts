import { paintPlane } from '../../shared/attention/paint.ts'
import { MARK_COLOURS } from '../../shared/attention/marks.ts'
import type { MapPicture } from '../../shared/attention/svg.ts'

const LARGE_CELL = 24
const SMALL_CELL = 8
/** Above so many tokens a side, cells are small, and above so many more one pixel. */
const [MANY, VERY_MANY] = [80, 1000]

export interface Raster {
  readonly width: number
  readonly height: number
  /** Four bytes each. */
  readonly pixels: Uint8ClampedArray
}

/**
 * The weights of a map in pixels, with its window and gold links where cells have room for them; labels and scale are for
 * vectors ({@link mapSvg}), since there is no font here.
 */
export function rasterOf(picture: MapPicture): Raster {
  const { plane, table, scaling, theme, marks = [] } = picture
  const [columns, rows] = [Math.max(plane.source.length, 1), Math.max(plane.target.length, 1)]
  const most = Math.max(columns, rows)
  const cell = most > VERY_MANY ? 1 : most > MANY ? SMALL_CELL : LARGE_CELL
  const [width, height] = [columns * cell, rows * cell]
  const words = new Uint32Array(width * height).fill(packed(MARK_COLOURS[theme].paper))
  const weights = new Uint32Array(paintPlane(plane, table, scaling).buffer)
  for (let y = 0; y < plane.target.length * cell; y += 1) {
    for (let x = 0; x < plane.source.length * cell; x += 1) {
      const weight = weights[Math.floor(y / cell) * plane.source.length + Math.floor(x / cell)] ?? 0
      if (weight !== 0) words[y * width + x] = weight // where there is none, the paper stays
    }
  }
  if (cell >= SMALL_CELL) {
    for (const mark of marks) {
      if (mark.kind !== 'cells' || mark.crossed) continue
      const colour = MARK_COLOURS[theme][mark.colour]
      for (const { s, t } of mark.cells) outline(s * cell + 1, t * cell + 1, cell - 2, colour, !mark.dashed)
    }
  }
  return { width, height, pixels: new Uint8ClampedArray(words.buffer) }

  function fill(left: number, top: number, across: number, down: number, colour: string, dash = 0): void {
    for (let y = top; y < top + down; y += 1) {
      for (let x = left; x < left + across; x += 1) {
        if (dash > 0 && Math.floor((x + y) / dash) % 2 === 1) continue
        words[y * width + x] = packed(colour)
      }
    }
  }

  /** As on the page: dotted where the link is only possible. */
  function outline(left: number, top: number, size: number, colour: string, sure: boolean): void {
    const [line, dash] = [size > 10 ? 2 : 1, sure ? 0 : 2]
    for (const y of [top, top + size - line]) fill(left, y, size, line, colour, dash)
    for (const x of [left, left + size - line]) fill(x, top, line, size, colour, dash)
  }
}

/** `#rrggbb` as one number of four bytes, as they lie in memory. */
function packed(colour: string): number {
  const bytes = Uint8Array.of(...[1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16)), 255)
  return new Uint32Array(bytes.buffer)[0] ?? 0
}
