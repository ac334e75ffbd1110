import { datasetRows } from './dataset-rows.ts'
import { position } from './position.ts'
import { rarestWord } from './rarest-word.ts'
import type { Slicing } from './slicing.ts'
import { sourceLength } from './source-length.ts'
import { targetLength } from './target-length.ts'
import { unknownWords } from './unknown-words.ts'

/** Every way to slice errors, in the order in which they are offered. */
export const SLICINGS: readonly Slicing[] = [
  ...[sourceLength, targetLength, rarestWord, unknownWords],
  ...[position, datasetRows],
]

export const SLICING_IDS = SLICINGS.map(({ id }) => id) as [string, ...string[]]

export function slicingOf(id: string): Slicing | undefined {
  return SLICINGS.find((slicing) => slicing.id === id)
}
