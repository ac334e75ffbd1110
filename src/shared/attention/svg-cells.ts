import { tableColour } from './colours.ts'
import type { Plane } from './plane.ts'
import { type MapScaling, levelOf } from './scaling.ts'

/**
 * The weights as SVG in units of a cell: one path a colour, in which neighbours of one colour in a row are one rectangle. So a map
 * of 512 × 512 stays a file that programs open. Where there is no weight (NaN) nothing is drawn.
 */
export function cellPaths({
  plane,
  table,
  scaling,
}: {
  plane: Plane
  table: Uint8ClampedArray
  scaling: MapScaling
}): string {
  const columns = plane.source.length
  const paths = new Map<number, string[]>()
  plane.target.forEach((_, t) => {
    let start = 0
    let colour = colourAt(t * columns)
    for (let s = 1; s <= columns; s += 1) {
      const next = s < columns ? colourAt(t * columns + s) : NaN
      if (next === colour) continue
      if (!Number.isNaN(colour)) {
        const rectangle = `M${start} ${t}h${s - start}v1h${start - s}z`
        const path = paths.get(colour)
        if (path) path.push(rectangle)
        else paths.set(colour, [rectangle])
      }
      ;[start, colour] = [s, next]
    }
  })
  return [...paths].map(([level, d]) => `<path fill="${tableColour(table, level)}" d="${d.join('')}"/>`).join('')

  function colourAt(place: number): number {
    return Math.round(levelOf(scaling, plane.weights[place] ?? NaN) * 255)
  }
}
