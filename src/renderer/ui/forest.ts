interface Range {
  readonly low: number
  readonly high: number
}

/** Air beside the outermost ends, as a share of the whole. */
const AIR = 0.06

/** Where a value stands, 0 to 1 from left to right, on an axis that holds all the ranges and 0. */
export function forestScale(ranges: readonly Range[]): (value: number) => number {
  const least = Math.min(0, ...ranges.map(({ low }) => low))
  const most = Math.max(0, ...ranges.map(({ high }) => high))
  const width = most - least
  return (value) => (width === 0 ? 0.5 : AIR + ((value - least) / width) * (1 - 2 * AIR))
}
