import type { Field, Fields } from '../query/fields.ts'
import { SPLIT_NAMES, type SplitName } from './splits.ts'

/** A row as a query looks at it. */
export interface RowView {
  readonly row: number
  readonly source: string
  readonly target: string
  readonly split: SplitName
  readonly findings: readonly string[]
  /** The number that the row has in a column of the dataset, or in one that follows from them; NaN where it has none. */
  number(name: string): number
}

export type RowField = Field<RowView>

const numbers: readonly (readonly [name: string, title: string])[] = [
  ['source.length', 'Words of the source'],
  ['target.length', 'Words of the target'],
  ['source.characters', 'Characters of the source'],
  ['target.characters', 'Characters of the target'],
  ['ratio', 'Words of the longer side for each of the shorter'],
  ['ratio.characters', 'Characters of the longer side for each of the shorter'],
  ['unknown', 'Share of the words that no other training pair holds'],
  ['source.unknown', 'Share of the source words that no other training pair holds'],
  ['target.unknown', 'Share of the target words that no other training pair holds'],
]

export interface RowFinding {
  readonly id: string
  /** The columns of its scores: its id, or with `.least` and `.greatest` behind it. */
  readonly scores: readonly string[]
}

/**
 * What can be asked of a row of a dataset: lengths, ratio, split, findings by their ids, their scores, how much of it is
 * unknown, and its texts. A word alone is looked for in both texts.
 */
export function rowFields(findings: readonly RowFinding[]): Fields<RowView> {
  const number = (name: string, title: string): RowField => ({
    ...{ name, title, type: 'number' },
    read: (view) => view.number(name),
  })
  const offered: readonly RowField[] = [
    { name: 'row', title: 'Number of the row, from 1', type: 'number', read: ({ row }) => row + 1 },
    ...numbers.map(([name, title]) => number(name, title)),
    { name: 'split', title: 'Split', type: 'word', values: SPLIT_NAMES, read: ({ split }) => split },
    {
      name: 'finding',
      title: 'Finding',
      type: 'word',
      values: findings.map(({ id }) => id),
      read: (view) => view.findings,
    },
    { name: 'source', title: 'Source', type: 'prose', read: ({ source }) => source },
    { name: 'target', title: 'Target', type: 'prose', read: ({ target }) => target },
    ...findings.flatMap(({ id, scores }) =>
      scores.map((name) => ({ ...number(name, `Score of ${id}`), single: true })),
    ),
  ]
  return {
    offered,
    find: (name) => offered.filter((field) => field.name.toLowerCase() === name.toLowerCase()),
    texts: ({ source, target }) => [source, target],
  }
}
