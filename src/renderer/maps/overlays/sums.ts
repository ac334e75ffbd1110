import type { Overlay, OverlayInput } from './overlay.ts'

function sumsOf({ plane: { source, target, weights } }: OverlayInput): { rows: Float64Array; columns: Float64Array } {
  const [rows, columns] = [new Float64Array(target.length), new Float64Array(source.length)]
  for (let t = 0; t < target.length; t += 1) {
    for (let s = 0; s < source.length; s += 1) {
      const weight = weights[t * source.length + s] ?? 0
      rows[t] = (rows[t] ?? 0) + weight
      columns[s] = (columns[s] ?? 0) + weight
    }
  }
  return { rows, columns }
}

export const sumsOverlay: Overlay = {
  name: 'sums',
  title: 'Sums of rows and columns',
  description:
    'Bars in the margins: below, how much attention each source token got of all rows (its coverage); to the right, the sum of each row.',
  usual: true,
  marks: (input) => {
    const { rows, columns } = sumsOf(input)
    // As long as the margin is a whole unit; where a token got more, the most that one got.
    const full = (sums: Float64Array) => sums.reduce((most, sum) => Math.max(most, Math.abs(sum)), 1)
    return [
      { kind: 'bars', along: 'rows', values: rows, full: full(rows), colour: 'sum' },
      { kind: 'bars', along: 'columns', values: columns, full: full(columns), colour: 'sum' },
    ]
  },
  tell: ({ plane }, { s }) => {
    let sum = 0
    for (let t = 0; t < plane.target.length; t += 1) sum += plane.weights[t * plane.source.length + s] ?? 0
    return `column ${sum.toFixed(2)}`
  },
}
