import type { Chart, Scale } from 'chart.js'
import type { AxisRange } from './range.ts'

/** Where a chart has its axes, in pixels, since it was drawn last. */
export interface ChartFrame {
  readonly x: AxisRange
  /** What lies between the axes. */
  readonly area: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  /** From values to pixels. */
  place(x: number): number
  rise(y: number): number
  /** From pixels to a value of the horizontal axis. */
  valueAt(left: number): number
}

export function frameOf({ scales: { x, y } }: Chart<'line'>): ChartFrame | null {
  if (!x || !y) return null
  const { left, right } = x
  const { top, bottom } = y
  return {
    x: { min: x.min, max: x.max },
    area: { left, right, top, bottom },
    place: projection(x),
    rise: projection(y),
    valueAt: (pixel) => x.getValueForPixel(pixel) ?? 0,
  }
}

/** From values to pixels; NaN for what has no place, such as 0 on a logarithmic axis. */
export function projection(scale: Scale): (value: number) => number {
  const [from, to] = [scale.getPixelForValue(scale.min), scale.getPixelForValue(scale.max)]
  if (scale.type === 'logarithmic') {
    const [low, high] = [Math.log(scale.min), Math.log(scale.max)]
    return (value) => (value > 0 ? from + ((Math.log(value) - low) / (high - low)) * (to - from) : NaN)
  }
  const slope = (to - from) / (scale.max - scale.min)
  return (value) => from + (value - scale.min) * slope
}
