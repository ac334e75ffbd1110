/** A value that is written along an axis. */
export interface Tick {
  /** Where it stands, from 0 to 1. */
  readonly at: number
  readonly text: string
}

/** As many different values are all written, where there is room. */
export const FEW = 12
/** So many parts, about, round values cut an axis of more into. */
const PARTS = 5

/**
 * Values to write along an axis, the ends first, then what is to be left out last: each of them where they are few, else round ones.
 * @param sorted different values, ascending
 */
export function tickValues(sorted: readonly number[], isLog: boolean): number[] {
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return []
  const within =
    sorted.length <= FEW
      ? sorted.slice(1, -1)
      : (isLog ? roundByOrders(least, most) : roundBetween(least, most, sorted.every(Number.isInteger))).filter(
          (value) => value > least && value < most,
        )
  return [...new Set([least, most, ...within])]
}

/** Multiples of 1, 2 or 5 of a power of ten. */
function roundBetween(least: number, most: number, isWhole: boolean): number[] {
  const rough = (most - least) / PARTS
  const order = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(([1, 2, 5].find((times) => times * order >= rough) ?? 10) * order, isWhole ? 1 : 0)
  const first = Math.ceil(least / step)
  const many = Math.floor(most / step) - first + 1
  return Array.from({ length: Math.max(many, 0) }, (_, index) => exact((first + index) * step))
}

/** Powers of ten, and then what lies between them. */
function roundByOrders(least: number, most: number): number[] {
  const first = Math.floor(Math.log10(least))
  const orders = Array.from({ length: Math.ceil(Math.log10(most)) - first + 1 }, (_, index) => first + index)
  return [1, 2, 5].flatMap((times) => orders.map((order) => exact(times * 10 ** order)))
}

/** Without what the arithmetic of binary fractions left behind: 0.3, not 0.30000000000000004. */
const exact = (value: number) => Number(value.toPrecision(12))

/**
 * Writes numbers of one axis with as many digits as it takes to tell these apart, as they usually are where that does.
 * @param otherwise how they are written where the usual way does not tell them apart: `times` as much, with a unit behind
 */
export function tellingApart(
  values: readonly number[],
  usual: (value: number) => string,
  otherwise: { readonly times?: number; readonly unit?: string } = {},
): (value: number) => string {
  const { times = 1, unit = '' } = otherwise
  const different = new Set(values).size
  const tells = (write: (value: number) => string) => new Set(values.map(write)).size === different
  if (tells(usual)) return usual
  for (let digits = 4; digits < MOST_DIGITS; digits += 1) {
    const write = (value: number) => (value * times).toPrecision(digits).replace('e+', 'e') + unit
    if (tells(write)) return write
  }
  return (value) => `${value * times}${unit}`
}

/** No two numbers of a program need more. */
const MOST_DIGITS = 17

/** Those that stand apart from all before them. @param span what a tick takes of the axis, in pixels */
export function spaced(ticks: readonly Tick[], span: (tick: Tick) => readonly [from: number, to: number]): Tick[] {
  const taken: (readonly [number, number])[] = []
  return ticks.filter((tick) => {
    const [from, to] = span(tick)
    if (taken.some(([start, end]) => from < end && start < to)) return false
    taken.push([from, to])
    return true
  })
}

/** About how wide a text of an axis is, in pixels: its letters are 11 px high. */
export const widthOf = (text: string): number => 6.4 * Array.from(text).length
