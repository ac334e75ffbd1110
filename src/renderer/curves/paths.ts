import type { ChartFrame } from './chart-frame.ts'
import { type ChartLine, type LinePoints, indexAtStep } from './lines.ts'

/** A line as a path of SVG, with a gap where it has no place. */
export function linePath({ xs, ys }: LinePoints, { place, rise }: Pick<ChartFrame, 'place' | 'rise'>): string {
  let path = ''
  let open = false
  ys.forEach((y, i) => {
    const [left, top] = [place(xs[i] ?? NaN), Number.isFinite(y) ? rise(y) : NaN]
    if (Number.isNaN(left) || Number.isNaN(top)) open = false
    else {
      path += `${open ? 'L' : 'M'}${round(left)} ${round(top)}`
      open = true
    }
  })
  return path
}

/** The band around a mean, as a path of SVG. */
export function bandPath(
  { points: { xs }, band }: ChartLine,
  { place, rise }: Pick<ChartFrame, 'place' | 'rise'>,
): string {
  if (!band) return ''
  const at = Array.from(xs, (_, i) => i).filter((i) => Number.isFinite((band.low[i] ?? NaN) + (band.high[i] ?? NaN)))
  const point = (i: number, edge: Float64Array) => `${round(place(xs[i] ?? 0))} ${round(rise(edge[i] ?? 0))}`
  if (at.length === 0) return ''
  return `M${[...at.map((i) => point(i, band.high)), ...at.reverse().map((i) => point(i, band.low))].join('L')}Z`
}

/** More dots than that hide the curves. */
const MOST_DOTS = 60

/** A dot on each line at a step, a path for each colour: strokes without length, whose round ends are the dots. */
export function dotPaths(
  lines: readonly ChartLine[],
  step: number,
  { place, rise, area }: ChartFrame,
): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const { points, colour } of lines.slice(0, MOST_DOTS)) {
    const i = indexAtStep(points, step)
    const [left, top] = [place(points.xs[i] ?? NaN), rise(points.ys[i] ?? NaN)]
    const isSeen = left >= area.left - 1 && left <= area.right + 1 && top >= area.top - 1 && top <= area.bottom + 1
    if (isSeen) paths.set(colour.css, `${paths.get(colour.css) ?? ''}M${round(left)} ${round(top)}h0`)
  }
  return paths
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
