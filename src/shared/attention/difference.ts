import { type PairedPlaces, alignTokens } from '../edit-alignment.ts'
import { type Plane, weightAt } from './plane.ts'

/** The weights of one map less those of another, of the tokens that belong together. */
export interface DifferencePlane extends Plane {
  /** Which target tokens of both a row is of. */
  readonly rows: readonly PairedPlaces[]
  /** Which source tokens of both a column is of. */
  readonly columns: readonly PairedPlaces[]
}

/**
 * A − B: both maps laid over each other by the cheapest edit of their target tokens, and of their source tokens, which differ
 * where tokenisers do. A token that stands in the other's place is compared with it and labelled with both (`x / y`); one that
 * the other has nothing for keeps its row or column (`x / –`) without weights (NaN), because there is nothing to subtract.
 */
export function differencePlane(a: Plane, b: Plane): DifferencePlane {
  const [rows, columns] = [alignTokens(a.target, b.target), alignTokens(a.source, b.source)]
  const weights = new Float32Array(rows.length * columns.length)
  rows.forEach((row, t) => {
    columns.forEach((column, s) => {
      const [ofA, ofB] = [weightAt(a, row.a ?? -1, column.a ?? -1), weightAt(b, row.b ?? -1, column.b ?? -1)]
      weights[t * columns.length + s] = ofA - ofB
    })
  })
  const label = (ofA: readonly string[], ofB: readonly string[]) => (pair: PairedPlaces) => {
    const [first, second] = [pair.a === null ? '–' : (ofA[pair.a] ?? ''), pair.b === null ? '–' : (ofB[pair.b] ?? '')]
    return pair.same ? first : `${first} / ${second}`
  }
  return {
    source: columns.map(label(a.source, b.source)),
    target: rows.map(label(a.target, b.target)),
    weights,
    rows,
    columns,
  }
}
