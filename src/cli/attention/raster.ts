import { MARK_COLOURS, type Mark } from '../../shared/attention/marks.ts'
import { paintPlane } from '../../shared/attention/paint.ts'
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
 * The weights of a map in pixels, with the marks over them where cells have room for these. Labels and scale are for vectors,
 * since there is no font here.
 */
export function rasterOf({ plane, table, scaling, theme, marks = [] }: MapPicture): Raster {
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
  if (cell > 1) for (const mark of marks) draw(mark)
  return { width, height, pixels: new Uint8ClampedArray(words.buffer) }

  /** As on the page; bars lie beside the weights, where a picture of pixels ends. */
  function draw(mark: Mark): void {
    if (mark.kind === 'bars') return
    const pen = { colour: packed(MARK_COLOURS[theme][mark.colour]), dashed: mark.dashed ?? false }
    if (mark.kind === 'line') {
      const points = mark.points.map(([x, y]) => [x * cell, y * cell] as const)
      const [first] = points
      stroke(mark.closed && first ? [...points, first] : points, pen)
      return
    }
    for (const { s, t } of mark.cells) {
      const [left, top, right, bottom] = [s * cell + 2, t * cell + 2, (s + 1) * cell - 2, (t + 1) * cell - 2]
      if (mark.crossed) stroke([[left, bottom], [right, top]], pen) // prettier-ignore
      else stroke([[left, top], [right, top], [right, bottom], [left, bottom], [left, top]], pen) // prettier-ignore
    }
  }

  /** A line two pixels wide, from point to point. */
  function stroke(
    points: readonly (readonly [x: number, y: number])[],
    { colour, dashed }: { colour: number; dashed: boolean },
  ): void {
    points.slice(1).forEach(([x, y], place) => {
      const [fromX = x, fromY = y] = points[place] ?? []
      const steps = Math.ceil(Math.max(Math.abs(x - fromX), Math.abs(y - fromY), 1))
      for (let step = 0; step <= steps; step += 1) {
        if (dashed && Math.floor(step / 3) % 2 === 1) continue
        dot(Math.round(fromX + ((x - fromX) * step) / steps), Math.round(fromY + ((y - fromY) * step) / steps), colour)
      }
    })
  }

  function dot(x: number, y: number, colour: number): void {
    for (const [across, down] of [
      [x - 1, y - 1],
      [x, y - 1],
      [x - 1, y],
      [x, y],
    ] as const) {
      // prettier-ignore
      if (across >= 0 && across < width && down >= 0 && down < height) words[down * width + across] = colour
    }
  }
}

/** `#rrggbb` as one number of four bytes, as they lie in memory. */
function packed(colour: string): number {
  const bytes = Uint8Array.of(...[1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16)), 255)
  return new Uint32Array(bytes.buffer)[0] ?? 0
}
