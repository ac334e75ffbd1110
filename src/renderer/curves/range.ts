/** What is shown of an axis. */
export interface AxisRange {
  readonly min: number
  readonly max: number
}

/** A range chosen by zooming or panning, kept within the whole; null where that is the whole. */
export function rangeWithin({ min, max }: AxisRange, whole: AxisRange): AxisRange | null {
  const extent = whole.max - whole.min
  const width = Math.min(max - min, extent)
  if (!(width > 0) || width >= extent) return null
  const start = Math.min(Math.max(min, whole.min), whole.max - width)
  return { min: start, max: start + width }
}

/** What is shown of the whole: a zoom that lies outside, such as that of another board, shows all. */
export function shownRange(zoom: AxisRange | null, whole: AxisRange): AxisRange {
  return (zoom && rangeWithin(zoom, whole)) ?? whole
}

/** A range around `at` that is so many times as wide. */
export function zoomed({ min, max }: AxisRange, at: number, factor: number): AxisRange {
  return { min: at - (at - min) * factor, max: at + (max - at) * factor }
}

/** The same moved by a share of its width. */
export function moved({ min, max }: AxisRange, share: number): AxisRange {
  const by = (max - min) * share
  return { min: min + by, max: max + by }
}

/** A press that moved further than this, in pixels, was a drag. */
const SLACK = 4

/** Whether a click ends where it began; what ends a zoom or a pan does not. */
export function isClick(down: { x: number; y: number } | null, up: { x: number; y: number }): boolean {
  return down !== null && Math.hypot(up.x - down.x, up.y - down.y) <= SLACK
}
