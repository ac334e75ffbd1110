import type { ValidationPair } from '../outputs/pair-outputs.ts'

interface Named {
  /** As the command line has it. */
  readonly id: string
  /** What the slices are of, such as “Source length”. */
  readonly title: string
  readonly description: string
  /** Under this name the query language finds the pairs of a slice. */
  readonly field: string
}

/** Sorts whole pairs by a number that each has. */
export interface PairSlicing extends Named {
  readonly kind: 'pair'
  of(pair: ValidationPair): number
}

/** Sorts the tokens of the targets by where they stand, from 1; only errors of tokens can be counted so. */
export interface PlaceSlicing extends Named {
  readonly kind: 'place'
}

/** Sorts pairs into those that are rows of the dataset which a query finds, and all others. */
export interface RowSlicing extends Named {
  readonly kind: 'rows'
}

/** A way to slice errors: how often runs are wrong, by something about the data. */
export type Slicing = PairSlicing | PlaceSlicing | RowSlicing

/** What stands for the rows of a query where slices are told by numbers, and for the others. */
export const ROWS_FOUND = 0
export const OTHER_ROWS = 1

/** A range of whole numbers, both ends included. */
export interface SliceBounds {
  readonly low: number
  readonly high: number
}

/** Slices of about equally many numbers, at most `most` of them, that hold all of them; equal numbers stay together. */
export function sliceBounds(values: readonly number[], most = 8): SliceBounds[] {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const sorted = [...counts].sort(([a], [b]) => a - b)
  if (sorted.length <= most) return sorted.map(([value]) => ({ low: value, high: value }))
  const slices: { low: number; high: number }[] = []
  let [left, inSlice] = [values.length, 0]
  for (const [value, count] of sorted) {
    const current = slices.at(-1)
    const wanted = left / (most - slices.length + (current ? 1 : 0))
    // The next number begins a slice where it would take this one further beyond its share than it falls short of it.
    const isFull = current && slices.length < most && inSlice + count / 2 > wanted
    if (!current || isFull) {
      if (current) left -= inSlice
      slices.push({ low: value, high: value })
      inSlice = 0
    } else current.high = value
    inSlice += count
  }
  return slices
}

/** A slice in words. */
export function sliceTitle({ low, high }: SliceBounds, kind: Slicing['kind'] = 'pair'): string {
  if (kind === 'rows') return low === ROWS_FOUND ? 'These rows' : 'The rest'
  return low === high ? String(low) : `${low} to ${high}`
}

/**
 * The query that finds the pairs of a slice; of a slice of places, those of which the run of that letter is wrong there.
 * @param rows the query of the rows, of slices by rows
 */
export function sliceQuery(slicing: Slicing, { low, high }: SliceBounds, letter = '', rows = ''): string {
  if (slicing.kind === 'rows') return `${low === ROWS_FOUND ? '' : 'not '}${slicing.field}:${quoted(rows)}`
  const field = slicing.kind === 'place' && letter !== '' ? `${letter.toLowerCase()}.${slicing.field}` : slicing.field
  return low === high ? `${field} = ${low}` : `${field} in ${low}..${high}`
}

/** A text as a query has it in quotes. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}
