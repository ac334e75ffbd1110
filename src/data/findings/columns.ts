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
  flags: Uint32Array
  /** The earlier row that a duplicate of any kind repeats; −1 of all others. */
  original: Int32Array
  /** In the order of SCORE_COLUMNS. */
  scores: Float32Array[]
}

export function createColumns(rows: number): FindingColumns {
  const columns: FindingColumns = {
    flags: new Uint32Array(0),
    original: new Int32Array(0),
    scores: SCORE_COLUMNS.map(() => new Float32Array(0)),
  }
  growColumns(columns, rows)
  return columns
}

/** Makes room for more rows, one column after the other, so that but one is there twice at a time. */
export function growColumns(columns: FindingColumns, rows: number): void {
  columns.flags = grow(Uint32Array, rows, columns.flags)
  columns.original = grow(Int32Array, rows, columns.original)
  columns.scores.forEach((column, i) => (columns.scores[i] = grow(Float32Array, rows, column)))
}

/** The columns without the room behind the last row. */
export function firstRows(columns: FindingColumns, rows: number): FindingColumns {
  return {
    flags: columns.flags.subarray(0, rows),
    original: columns.original.subarray(0, rows),
    scores: columns.scores.map((column) => column.subarray(0, rows)),
  }
}

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
