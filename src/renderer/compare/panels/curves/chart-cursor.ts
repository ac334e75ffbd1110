import type { ChartType, Plugin } from 'chart.js'

export interface CursorOptions {
  /** Where the vertical line stands on the x axis; null for none. */
  readonly line?: number | null
  readonly colour?: string
  readonly paper?: string
  /** A dot on each run's curve. */
  readonly dots?: readonly { readonly x: number; readonly y: number; readonly colour: string }[]
  /** Where curves stopped being finite: a cross at the last value, at the foot of the chart where there was none. */
  readonly breaks?: readonly { readonly x: number; readonly y: number; readonly colour: string }[]
}

declare module 'chart.js' {
  // The parameter is part of the merged declaration, whether this member needs it or not.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface PluginOptionsByType<TType extends ChartType> {
    /** The marks in the curves: the step slider's, and where values were lost. */
    saccadeCursor?: CursorOptions
  }
}

/** Half the width of a cross, in pixels. */
const CROSS = 4

/** Draws where the step slider stands, a line at its step and a dot on every curve, and a cross where a curve broke. */
export const cursorPlugin: Plugin<'line', CursorOptions> = {
  id: 'saccadeCursor',
  afterDatasetsDraw(chart, _, { line, dots = [], breaks = [], colour = '', paper = '' }) {
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
    for (const one of breaks) {
      const left = x.getPixelForValue(one.x)
      if (!(left >= x.left - 1 && left <= x.right + 1)) continue
      const foot = y.bottom - CROSS - 1
      const value = Number.isNaN(one.y) ? foot : y.getPixelForValue(one.y)
      const top = Math.min(Math.max(value, y.top + CROSS), foot)
      for (const [style, width] of [
        [paper, 5],
        [one.colour, 2.2],
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
  },
}
