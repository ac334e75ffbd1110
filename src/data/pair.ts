import type { SplitName } from '../shared/datasets/splits.ts'

/** A pair of sentences as a reader yields it: text as it is in the file, before normalisation. */
export interface Pair {
  readonly source: string
  readonly target: string
  /** The split that the file says, such as by a column or by its name; null where it says none. */
  readonly split: SplitName | null
  /** Where it stands in its file, from 1: line, row or unit, for messages. */
  readonly place: number
}

/** Some thousands of pairs: what a reader yields at a time. */
export type PairBatch = readonly Pair[]
