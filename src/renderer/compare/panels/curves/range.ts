/** What is shown of the horizontal axis. */
export interface AxisRange {
  readonly min: number
  readonly max: number
}

/** A range chosen by zooming or panning, kept within the whole; null where that is the whole. */
export function rangeWithin({ min, max }: AxisRange, extent: number): AxisRange | null {
  const width = Math.min(max - min, extent)
  if (!(width > 0) || width >= extent) return null
  const start = Math.min(Math.max(min, 0), extent - width)
  return { min: start, max: start + width }
}

/** A press that moved further than this, in pixels, was a drag. */
const SLACK = 4

/** Whether a click ends where it began; what ends a zoom or a pan does not. */
export function isClick(down: { x: number; y: number } | null, up: { x: number; y: number }): boolean {
  return down !== null && Math.hypot(up.x - down.x, up.y - down.y) <= SLACK
}
