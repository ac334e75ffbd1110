import { columnSums, rowSums } from '../plane.ts'
import type { Overlay } from './overlay.ts'

export const sumsOverlay: Overlay = {
  name: 'sums',
  title: 'Sums of rows and columns',
  description:
    'Bars in the margins: below, how much attention each source token got of all rows (its coverage); to the right, the sum of each row.',
  usual: true,
  marks({ plane }) {
    const [rows, columns] = [rowSums(plane), columnSums(plane)]
    // As long as the margin is a whole unit; where a token got more, the most that one got.
    const full = (sums: Float64Array) => sums.reduce((most, sum) => (Math.abs(sum) > most ? Math.abs(sum) : most), 1)
    return [
      { kind: 'bars', along: 'rows', values: rows, full: full(rows), colour: 'sum' },
      { kind: 'bars', along: 'columns', values: columns, full: full(columns), colour: 'sum' },
    ]
  },
  tell({ plane }, { s }) {
    const sum = columnSums(plane)[s]
    return sum === undefined || Number.isNaN(sum) ? '' : `column ${sum.toFixed(2)}`
  },
}
