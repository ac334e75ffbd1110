import type { ChartType, Plugin } from 'chart.js'

export interface CursorOptions {
  /** Where the vertical line stands on the x axis; null for none. */
  readonly line?: number | null
  readonly colour?: string
  readonly paper?: string
  /** A dot on each run's curve. */
  readonly dots?: readonly { readonly x: number; readonly y: number; readonly colour: string }[]
}

declare module 'chart.js' {
  // The parameter is part of the merged declaration, whether this member needs it or not.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    /** The step slider's mark in the curves. */
    saccadeCursor?: CursorOptions
  }
}

/** Draws where the step slider stands: a line at its step and a dot on every curve. */
export const cursorPlugin: Plugin<'line', CursorOptions> = {
  id: 'saccadeCursor',
  afterDatasetsDraw(chart, _, { line, dots = [], colour = '', paper = '' }) {
    const { x, y } = chart.scales
    if (!x || !y) return
    const { ctx } = chart
    ctx.save()
    const at = line === null || line === undefined ? NaN : x.getPixelForValue(line)
    if (at >= x.left && at <= x.right) {
      ctx.strokeStyle = colour
      ctx.lineWidth = 1
      ctx.beginPath()
      ctx.moveTo(Math.round(at) + 0.5, y.top)
      ctx.lineTo(Math.round(at) + 0.5, y.bottom)
      ctx.stroke()
    }
    for (const dot of dots) {
      const [left, top] = [x.getPixelForValue(dot.x), y.getPixelForValue(dot.y)]
      if (!(left >= x.left - 1 && left <= x.right + 1 && top >= y.top - 1 && top <= y.bottom + 1)) continue
      ctx.beginPath()
      ctx.arc(left, top, 3.6, 0, 2 * Math.PI)
      ctx.fillStyle = dot.colour
      ctx.strokeStyle = paper
      ctx.lineWidth = 1.6
      ctx.fill()
      ctx.stroke()
    }
    ctx.restore()
  },
}
