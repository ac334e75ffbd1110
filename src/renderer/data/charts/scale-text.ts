import { number } from '../../ui/format.ts'

/** Whether bars hold one whole number each, or several: then they are told as such. */
export function barText(from: number, width: number, place: number, isWhole: boolean): string {
  const [low, high] = [from + place * width, from + (place + 1) * width]
  if (!isWhole) return `${number(low)} to ${number(high)}`
  const [first, last] = [Math.ceil(low), Math.ceil(high) - 1]
  return last <= first ? String(first) : `${first} to ${last}`
}

/** The demand of a query that a run of bars makes. */
export function barClause(
  field: string,
  { from, width, maximum, counts }: { from: number; width: number; maximum: number; counts: ArrayLike<number> },
  [first, last]: readonly [first: number, last: number],
  isWhole: boolean,
): string {
  const low = from + first * width
  const isLast = last >= counts.length - 1
  const high = isLast ? maximum : from + (last + 1) * width
  if (isWhole) {
    const [a, b] = [Math.ceil(low), isLast ? Math.floor(high) : Math.ceil(high) - 1]
    return b <= a ? `${field}=${a}` : `${field} in ${a}..${b}`
  }
  return isLast ? `${field} >= ${exact(low)}` : `${field} in ${exact(low)}..${exact(high)}`
}

/** So that what a bar counted is what the query finds, but for the very edge. */
const exact = (value: number): string => String(Number(value.toPrecision(6)))
