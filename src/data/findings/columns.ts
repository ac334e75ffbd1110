import { PAIR_FINDINGS } from './registry.ts'

/** A column of scores: of a finding the one number, or the least or greatest of both sides. */
export interface ScoreColumn {
  /** The finding's id; with `.least` or `.greatest` behind where both ends count. */
  readonly name: string
  readonly finding: string
  readonly end: 'least' | 'greatest'
}

/** The scores that are kept of every row. */
export const SCORE_COLUMNS: readonly ScoreColumn[] = PAIR_FINDINGS.filter(({ score }) => score !== null).flatMap(
  ({ id, limits }) => {
    const ends = [
      ...(limits.below === undefined ? [] : (['least'] as const)),
      ...(limits.from === undefined && limits.above === undefined ? [] : (['greatest'] as const)),
    ]
    return ends.map((end) => ({ name: ends.length === 1 ? id : `${id}.${end}`, finding: id, end }))
  },
)

/** What is kept of the rows of a dataset; every array has one element a row. */
export interface FindingColumns {
  /** A bit a finding, by its place in FINDINGS. */
  readonly flags: Uint32Array
  /** The earlier row that a duplicate of any kind repeats; −1 of all others. */
  readonly original: Int32Array
  /** A column of scores, by its place in SCORE_COLUMNS; made when it is asked for. */
  score(place: number): Float32Array
}

/** The columns that findings of all pairs together write into. */
export type Marks = Pick<FindingColumns, 'flags' | 'original'>

/** A longer array that begins with the former one. */
export function grow<A extends { set(values: A): void }>(
  Kind: new (length: number) => A,
  length: number,
  former: A,
): A {
  const grown = new Kind(length)
  grown.set(former)
  return grown
}
