import type { Column } from '../folder/growing.ts'
import type { OpenFolder } from '../folder/reader.ts'

/** Numbers of all rows, stored or worked out of what is stored, by the name that queries have for them. */
export type RowColumns = (name: string) => Column | Float64Array | null

const STORED: Readonly<Record<string, string>> = { 'source.length': 'source.words', 'target.length': 'target.words' }

/** Columns are worked out when they are first asked for, and kept: fractions in 64 bits, as queries have their numbers. */
export function createRowColumns(folder: OpenFolder): RowColumns {
  const made = new Map<string, Column | Float64Array>()
  const { pairs } = folder
  const of = (name: string) => folder.column(name)
  const ratio = (what: 'words' | 'characters') =>
    fill(pairs, of(`source.${what}`), of(`target.${what}`), (a, b) => (a === b ? 1 : Math.max(a, b) / Math.min(a, b)))
  const unknown = (side: 'source' | 'target') =>
    fill(pairs, of(`${side}.rare`), of(`${side}.words`), (rare, words) => (words === 0 ? 0 : rare / words))

  function make(name: string): Column | Float64Array | null {
    switch (name) {
      case 'row':
        return Uint32Array.from({ length: pairs }, (_, row) => row + 1)
      case 'ratio':
        return ratio('words')
      case 'ratio.characters':
        return ratio('characters')
      case 'source.unknown':
        return unknown('source')
      case 'target.unknown':
        return unknown('target')
      case 'unknown':
        return bothUnknown(folder)
      default: {
        const stored = STORED[name] ?? name
        return folder.hasColumn(stored) ? of(stored) : null
      }
    }
  }

  return (name) => {
    const known = made.get(name) ?? make(name)
    if (known) made.set(name, known)
    return known
  }
}

function fill(pairs: number, left: Column, right: Column, of: (left: number, right: number) => number): Float64Array {
  const result = new Float64Array(pairs)
  for (let row = 0; row < pairs; row++) result[row] = of(left[row] ?? 0, right[row] ?? 0)
  return result
}

function bothUnknown({ pairs, column }: OpenFolder): Float64Array {
  const [a, b] = [column('source.rare'), column('target.rare')]
  const [c, d] = [column('source.words'), column('target.words')]
  const result = new Float64Array(pairs)
  for (let row = 0; row < pairs; row++) {
    const words = (c[row] ?? 0) + (d[row] ?? 0)
    result[row] = words === 0 ? 0 : ((a[row] ?? 0) + (b[row] ?? 0)) / words
  }
  return result
}
