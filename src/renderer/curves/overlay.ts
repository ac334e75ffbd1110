import type { Chart } from 'chart.js'
import { paintOf } from '../ui/colours.ts'
import { projection, strokeLine } from './draw-lines.ts'
import { type ChartLine, indexAtStep } from './lines.ts'

/** What lies over a chart and moves: it is drawn on a canvas of its own, and the chart stays as it is. */
export interface Overlay {
  /** The step of the cursor; null for none. */
  readonly cursor: number | null
  /** Whether the axis is that of steps, on which the cursor is a line. */
  readonly overSteps: boolean
  /** Pixels from the left of what is read; null where nothing is. */
  readonly hair: number | null
  /** What is being dragged over, in pixels. */
  readonly area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number } | null
  /** A line that the pointer or the keyboard is at. */
  readonly line: string | null
}

interface Surroundings {
  readonly chart: Chart<'line'>
  readonly lines: readonly ChartLine[]
  css(name: string): string
}

/** More dots than that hide the curves. */
const MOST_DOTS = 60

export function drawOverlay(canvas: HTMLCanvasElement, { chart, lines, css }: Surroundings, overlay: Overlay): void {
  const { x, y } = chart.scales
  const ctx = canvas.getContext('2d')
  if (!x || !y || !ctx) return
  const ratio = chart.currentDevicePixelRatio
  const [width, height] = [Math.round(chart.width * ratio), Math.round(chart.height * ratio)]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  else ctx.clearRect(0, 0, width, height)
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0)
  const [place, rise] = [projection(x), projection(y)]
  ctx.save()
  ctx.beginPath()
  ctx.rect(x.left - 4, y.top - 4, x.width + 8, y.height + 8)
  ctx.clip()
  const line = lines.find(({ id }) => id === overlay.line)
  if (line)
    strokeLine(ctx, line.points, place, rise, { colour: paintOf(line.colour, css), width: 3, dash: line.colour.dash })
  if (overlay.hair !== null) upright(overlay.hair, css('--line-strong'))
  if (overlay.cursor !== null) {
    const at = overlay.overSteps ? place(overlay.cursor) : NaN
    const isSeen = at >= x.left && at <= x.right
    if (isSeen) upright(at, css('--ink-3'))
    // Of what lies beyond the axis the last point that is seen would get the dot.
    if (isSeen || !overlay.overSteps) drawDots(overlay.cursor)
  }
  if (overlay.area) {
    ctx.fillStyle = 'rgba(120, 140, 150, 0.18)'
    const { left, top, width: wide, height: high } = overlay.area
    ctx.fillRect(left, top, wide, high)
  }
  ctx.restore()

  function upright(at: number, colour: string): void {
    if (!ctx || !y) return
    ctx.strokeStyle = colour
    ctx.lineWidth = 1
    ctx.beginPath()
    ctx.moveTo(Math.round(at) + 0.5, y.top)
    ctx.lineTo(Math.round(at) + 0.5, y.bottom)
    ctx.stroke()
  }

  function drawDots(step: number): void {
    if (!ctx) return
    ctx.strokeStyle = css('--panel')
    ctx.lineWidth = 1.6
    for (const { points, colour } of lines.filter(({ faint }) => !faint).slice(0, MOST_DOTS)) {
      const i = indexAtStep(points, step)
      const [left, top] = [place(points.xs[i] ?? NaN), rise(points.ys[i] ?? NaN)]
      if (!Number.isFinite(left) || !Number.isFinite(top)) continue
      ctx.beginPath()
      ctx.arc(left, top, 3.6, 0, 2 * Math.PI)
      ctx.fillStyle = paintOf(colour, css)
      ctx.fill()
      ctx.stroke()
    }
  }
}
