import type { AxisRange } from './range.ts'

/** Points closer than this share of the axis are passed over: nobody wants a press for each of a thousand. */
const STRIDE = 0.01
const LEAP = 0.1

/** A point that stands out from those on both sides of it. */
export interface Peak {
  readonly x: number
  readonly height: number
}

/** Those that stand out by `least` or more, as `rise` places values. */
export function peaksOf(
  curves: readonly { readonly xs: ArrayLike<number>; readonly ys: ArrayLike<number> }[],
  rise: (value: number) => number,
  least: number,
): Peak[] {
  return curves.flatMap(({ xs, ys }) => {
    const tops = Array.from(ys, rise)
    return tops.flatMap((top, i) => {
      const [before, after] = [top - (tops[i - 1] ?? NaN), top - (tops[i + 1] ?? NaN)]
      const height = before * after > 0 ? Math.min(Math.abs(before), Math.abs(after)) : 0
      return height >= least ? [{ x: xs[i] ?? NaN, height }] : []
    })
  })
}

/** Ascending x of all points, each once. */
export function readableXs(curves: readonly ArrayLike<number>[]): number[] {
  return [...new Set(curves.flatMap((xs) => Array.from(xs)))].sort((a, b) => a - b)
}

/** Where a key moves the reading to, past no peak; undefined for other keys, and where there is nothing to read. */
export function readingAfter(
  key: string,
  at: number | null,
  xs: readonly number[],
  { min, max }: AxisRange,
  peaks: readonly Peak[] = [],
): number | undefined {
  const within = xs.filter((x) => x >= min && x <= max)
  const [first, last] = [within[0], within.at(-1)]
  const after = (way: 1 | -1, share: number) => {
    if (at === null) return way > 0 ? first : last
    const goal = at + way * share * (max - min)
    const passed = share > STRIDE ? [] : peaks.filter(({ x }) => way * (x - at) > 0 && way * (goal - x) > 0)
    if (passed.length > 0) return passed.reduce((most, one) => (one.height > most.height ? one : most)).x
    return way > 0
      ? (within.find((x) => x > at && x >= goal) ?? last)
      : (within.findLast((x) => x < at && x <= goal) ?? first)
  }
  switch (key) {
    case 'ArrowRight':
      return after(1, STRIDE)
    case 'ArrowLeft':
      return after(-1, STRIDE)
    case 'PageUp':
      return after(1, LEAP)
    case 'PageDown':
      return after(-1, LEAP)
    case 'Home':
      return first
    case 'End':
      return last
    default:
      return undefined
  }
}
