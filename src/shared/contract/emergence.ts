import { z } from 'zod'
import type { AttentionMeasure } from '../attention/measures.ts'
import type { DecodingMode } from './attention.ts'
import { type RunId, manyRunsSchema } from './values.ts'

/** More tokens than a sentence has. */
const MOST_TOKENS = 100_000

export const emergenceRequestSchema = z.strictObject({
  runs: manyRunsSchema,
  /** Of the watched sentence with these tokens alone; without it of all of them together. */
  source: z.array(z.string()).max(MOST_TOKENS).readonly().optional(),
})
export type EmergenceRequest = z.output<typeof emergenceRequestSchema>

/** How a run's attention came about: what is measured of the maps that it kept, step by step. */
export interface Emergence {
  readonly run: RunId
  /** The steps at which something was kept, ascending. */
  readonly steps: Float64Array
  /** How many sentences it is about; 0 where the run does not watch the one asked for. */
  readonly sentences: number
  /** 0 for a model without attention. */
  readonly layers: number
  readonly heads: number
  /** Modes of which there are maps. */
  readonly modes: readonly EmergenceOfMode[]
  /** [steps] At how many of the sentences the output is another one than at the kept step before. */
  readonly changed: Uint16Array
}

export interface EmergenceOfMode {
  readonly mode: DecodingMode
  /**
   * [(layers * heads + 1) × steps]: a row a head, and as the last one the mean of all heads, which evaluations measure. Sums
   * over the sentences; NaN where there was nothing to count. Of free-running outputs the alignment error counts those that are
   * the reference, because gold links are about its tokens.
   */
  readonly values: Readonly<Record<AttentionMeasure, Float64Array>>
}
