import { SLICINGS } from '../slices/registry.ts'
import { datasetRows } from '../slices/dataset-rows.ts'
import { position } from '../slices/position.ts'
import type { Field, Fields } from '../query/fields.ts'
import type { ValidationPair } from './pair-outputs.ts'

/** A validation pair with what several runs make of it, as a query looks at it. */
export interface ComparedPair {
  readonly pair: ValidationPair
  /** As text. */
  readonly source: string
  readonly target: string
  /** In the order in which the runs were named; undefined for one of which nothing is there. */
  readonly runs: readonly (ComparedOutput | undefined)[]
  /** Those of the queries asked for in `rows:"…"` that find the row of the dataset which it is. */
  readonly rows: readonly string[]
  /** Whether the runs say different things. */
  readonly disagree: boolean
}

export interface ComparedOutput {
  readonly text: string
  readonly length: number
  readonly score: number
  readonly exact: boolean
  readonly edits: number
  /** Edits over tokens of the closest reference. */
  readonly errorRate: number
  /** NaN without gold or attention. */
  readonly alignmentError: number
  /** Places of the reference's tokens, from 1, at which it is wrong, as texts. */
  readonly wrongAt: readonly string[]
}

type PairField = Field<ComparedPair>
type OutputField = Field<ComparedOutput>

const OF_PAIR: readonly PairField[] = [
  { name: 'pair', title: 'Number of the pair, from 1', type: 'number', read: ({ pair }) => pair.place + 1 },
  { name: 'source', title: 'Source', type: 'prose', read: ({ source }) => source },
  { name: 'target', title: 'Reference', type: 'prose', read: ({ target }) => target },
  ...SLICINGS.flatMap((slicing): PairField[] => {
    if (slicing.kind !== 'pair') return []
    const { field: name, title, of } = slicing
    return [{ name, title, type: 'number', read: ({ pair }) => of(pair) }]
  }),
  { name: datasetRows.field, title: 'A query of rows of the dataset', type: 'word', read: ({ rows }) => rows },
]

const OF_RUNS: readonly PairField[] = [
  { name: 'disagree', title: 'The runs say different things', type: 'flag', read: ({ disagree }) => disagree },
  { name: 'right', title: 'How many runs are right', type: 'number', read: ({ runs }) => countOf(runs, true) },
  { name: 'wrong', title: 'How many runs are wrong', type: 'number', read: ({ runs }) => countOf(runs, false) },
]

const OF_OUTPUT: readonly OutputField[] = [
  { name: 'output', title: 'Output', type: 'prose', read: ({ text }) => text },
  { name: 'output.length', title: 'Output length', type: 'number', read: ({ length }) => length },
  { name: 'exact', title: 'Equals the reference', type: 'flag', read: ({ exact }) => exact },
  { name: 'edits', title: 'Edit distance', type: 'number', read: ({ edits }) => edits },
  { name: 'error', title: 'Edits over reference tokens', type: 'number', read: ({ errorRate }) => errorRate },
  { name: 'score', title: 'Log-probability', type: 'number', read: ({ score }) => score },
  { name: 'alignment', title: 'Alignment error', type: 'number', read: ({ alignmentError }) => alignmentError },
  { name: position.field, title: 'Places where it is wrong', type: 'number', read: ({ wrongAt }) => wrongAt },
]

/** More runs than anybody reads beside each other; each has a letter. */
export const MOST_RUNS_BESIDE = 24

/** What a run is called in a query: A is the first. */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index)
}

/**
 * What can be asked of pairs and the outputs of so many runs. A field of one run has its letter before it, as in `b.exact`;
 * without a letter it is that of the first run. A word alone is looked for in source, reference and outputs.
 */
export function outputFields(runs: number): Fields<ComparedPair> {
  const ofFirst = OF_OUTPUT.map((field) => ofRun(field, 0, field.name))
  const lettered = Array.from({ length: runs }, (_, index) => {
    const letter = letterOf(index)
    return OF_OUTPUT.map((field) => ofRun(field, index, `${letter.toLowerCase()}.${field.name}`, letter))
  }).flat()
  const all = [...OF_PAIR, ...(runs > 1 ? OF_RUNS : []), ...ofFirst, ...lettered]
  const byName = new Map(all.map((field) => [field.name, field]))
  return {
    offered: [...OF_PAIR, ...(runs > 1 ? [...OF_RUNS, ...lettered] : ofFirst)],
    find(name) {
      const field = byName.get(name.toLowerCase())
      return field ? [field] : []
    },
    texts: ({ source, target, runs: said }) => [source, target, ...said.flatMap((one) => one?.text ?? [])],
  }
}

function ofRun({ read, ...field }: OutputField, index: number, name: string, letter = ''): PairField {
  const title = letter === '' ? field.title : `${field.title} of ${letter}`
  return {
    ...field,
    name,
    title,
    read: ({ runs }) => {
      const run = runs[index]
      return run && read(run)
    },
  }
}

function countOf(runs: ComparedPair['runs'], exact: boolean): number {
  return runs.reduce((count, run) => count + Number(run?.exact === exact), 0)
}
