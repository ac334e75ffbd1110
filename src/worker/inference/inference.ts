import type { Batch } from '../../data/types.ts'
import type { Hypothesis } from '../decoding/hypothesis.ts'
import type { SearchMethod, SearchOptions } from '../decoding/search.ts'
import type { Decoding, GreedyOptions } from '../decoding/greedy.ts'
import type { Turns } from '../decoding/turns.ts'
import type { ForcedPass, PaddedWindows, TellingPass } from './forced-pass.ts'

/**
 * What a model is asked for while nothing is learnt. How it is computed, op by op or as compiled graphs, is its own
 * affair: the results are equal up to rounding.
 */
export interface Inference {
  /** Runs the model over whole references, without dropout. */
  forced(batch: Batch): ForcedPass
  /** The same, and the most probable tokens at every place. */
  telling(batch: Batch, count: number): TellingPass
  /** Where the windows of a local span stand while the batch's targets are fed, and what they cut off; null for a model without any. */
  windows(batch: Batch): PaddedWindows | null
  /** Decodes the batch's sources by always taking the most probable token; its targets are at most scored. */
  decode(batch: Batch, options: GreedyOptions): Turns<Decoding[]>
  /** Decodes the batch's sources by a beam or by sampling: for each its hypotheses, at least one. */
  search(batch: Batch, method: SearchMethod, options: SearchOptions): Turns<Hypothesis[][]>
}
