import type { Chart, Plugin, Scale } from 'chart.js'
import { paintOf } from '../ui/colours.ts'
import { projection } from './chart-frame.ts'
import { type ChartLine, type LinePoints, breaksOf } from './lines.ts'

/** Half the width of a cross, in pixels. */
const CROSS = 4
/** More crosses on a curve say no more. */
const MOST_BREAKS = 40
/**
 * Lines of more points than these together are drawn solid and one pixel wide: where there are so many, nobody can tell
 * dashes any more, and thin lines are told apart better. A browser without a graphics chip takes twenty times as long for
 * wider ones (a thousand lines of 160 points: 2 s against 0.1 s), and fifty times as long for dashes.
 */
const MOST_WIDE = 8_000
/** Shares of full ink, as two hexadecimal digits after a colour. */
const [DIM, RAW, BAND] = ['55', '3d', '2b']

/** What is drawn of a chart. */
export interface Picture {
  readonly lines: readonly ChartLine[]
  readonly highlighted: string | null
  /** A custom property of the page. */
  css(name: string): string
}

/**
 * Draws the lines of a chart straight from their arrays. chart.js has the axes: it would make an object of every point,
 * and a thousand runs have a million.
 */
export function linesPlugin(picture: () => Picture | null): Plugin<'line'> {
  return {
    id: 'saccadeLines',
    beforeDatasetsDraw(chart) {
      const shown = picture()
      if (shown) drawLines(chart, shown)
    },
  }
}

function drawLines(chart: Chart<'line'>, { lines, highlighted, css }: Picture): void {
  const { x, y } = chart.scales
  if (!x || !y) return
  const { ctx, chartArea } = chart
  ctx.save()
  ctx.beginPath()
  ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height)
  ctx.clip()
  ctx.lineJoin = 'round'
  const [place, height] = [projection(x), projection(y)]
  const isDim = ({ id, run }: ChartLine) => highlighted !== null && highlighted !== id && highlighted !== run
  // The highlighted ones last, so that they lie above the others; bands and measured curves below all.
  const ordered = [...lines].sort((a, b) => rank(a) - rank(b))
  function rank(line: ChartLine): number {
    return (line.faint ? 0 : 2) + (isDim(line) ? 0 : 1)
  }
  for (const line of ordered) {
    const colour = paintOf(line.colour, css)
    if (line.band) fillBand(ctx, line, place, height, `${colour}${isDim(line) ? '14' : BAND}`)
    if (line.raw)
      strokeLine(ctx, line.raw, place, height, { colour: `${colour}${isDim(line) ? '1c' : RAW}`, width: 1, dash: [] })
  }
  const crowded = lines.reduce((sum, { points }) => sum + points.xs.length, 0) > MOST_WIDE
  const usual = crowded ? 1 : 1.6
  for (const line of ordered) {
    const colour = paintOf(line.colour, css)
    const dim = isDim(line)
    const width = line.faint ? 0.8 : highlighted !== null && !dim ? 2.4 : usual
    const ink = dim ? `${colour}${DIM}` : line.faint ? `${colour}66` : colour
    strokeLine(ctx, line.points, place, height, { colour: ink, width, dash: crowded ? [] : line.colour.dash })
  }
  ctx.restore()
  for (const line of ordered) drawBreaks(ctx, line, [x, y], css)
}

interface Stroke {
  readonly colour: string
  readonly width: number
  readonly dash: readonly number[]
}

type Project = (value: number) => number

function strokeLine(
  ctx: CanvasRenderingContext2D,
  points: LinePoints,
  place: Project,
  height: Project,
  stroke: Stroke,
): void {
  const { xs, ys } = points
  ctx.strokeStyle = stroke.colour
  ctx.fillStyle = stroke.colour
  ctx.lineWidth = stroke.width
  ctx.setLineDash([...stroke.dash])
  ctx.beginPath()
  let length = 0
  let [left, top] = [0, 0]
  const end = (): void => {
    // A point with no neighbour would be no line at all.
    if (length === 1) ctx.rect(left - 1.5, top - 1.5, 3, 3)
    length = 0
  }
  for (let i = 0; i < ys.length; i++) {
    const y = ys[i] ?? NaN
    const [atX, atY] = Number.isFinite(y) ? [place(xs[i] ?? NaN), height(y)] : [NaN, NaN]
    if (Number.isNaN(atX) || Number.isNaN(atY)) {
      end()
      continue
    }
    ;[left, top] = [atX, Math.max(Math.min(atY, 1e5), -1e5)]
    if (length++ === 0) ctx.moveTo(left, top)
    else ctx.lineTo(left, top)
  }
  end()
  ctx.stroke()
  ctx.setLineDash([])
}

function fillBand(
  ctx: CanvasRenderingContext2D,
  { points, band }: ChartLine,
  place: Project,
  height: Project,
  colour: string,
): void {
  if (!band) return
  const { xs } = points
  const { low, high } = band
  const whole = (i: number) => Number.isFinite(low[i] ?? NaN) && Number.isFinite(high[i] ?? NaN)
  // Below what a logarithmic axis can show, an edge lies at its foot.
  const at = (value: number) => {
    const found = height(value)
    return Number.isNaN(found) ? 1e5 : found
  }
  ctx.fillStyle = colour
  for (let start = 0; start < xs.length; start++) {
    if (!whole(start)) continue
    let end = start
    while (end + 1 < xs.length && whole(end + 1)) end++
    ctx.beginPath()
    for (let i = start; i <= end; i++) ctx.lineTo(place(xs[i] ?? 0), at(high[i] ?? 0))
    for (let i = end; i >= start; i--) ctx.lineTo(place(xs[i] ?? 0), at(low[i] ?? 0))
    ctx.fill()
    start = end
  }
}

/** A cross where a curve stopped being finite: at the last value, at the foot of the chart where there was none. */
function drawBreaks(
  ctx: CanvasRenderingContext2D,
  line: ChartLine,
  [x, y]: readonly [Scale, Scale],
  css: Picture['css'],
): void {
  const breaks = breaksOf(line.raw ?? line.points).slice(0, MOST_BREAKS)
  if (breaks.length === 0) return
  const colour = paintOf(line.colour, css)
  const [place, height] = [projection(x), projection(y)]
  ctx.save()
  for (const one of breaks) {
    const left = place(one.x)
    if (!(left >= x.left - 1 && left <= x.right + 1)) continue
    const foot = y.bottom - CROSS - 1
    const value = Number.isFinite(one.y) ? height(one.y) : foot
    const top = Math.min(Math.max(Number.isNaN(value) ? foot : value, y.top + CROSS), foot)
    for (const [style, width] of [
      [css('--panel'), 5],
      [colour, 2.2],
    ] as const) {
      ctx.strokeStyle = style
      ctx.lineWidth = width
      ctx.beginPath()
      ctx.moveTo(left - CROSS, top - CROSS)
      ctx.lineTo(left + CROSS, top + CROSS)
      ctx.moveTo(left - CROSS, top + CROSS)
      ctx.lineTo(left + CROSS, top - CROSS)
      ctx.stroke()
    }
  }
  ctx.restore()
}
