import type { Batch } from '../../data/types.ts'
import type { Decoding, GreedyOptions } from '../decoding/greedy.ts'
import type { ForcedPass } from './forced-pass.ts'

/**
 * What a model is asked for while nothing is learnt. How it is computed, op by op or as compiled graphs, is its own
 * affair: the results are equal up to rounding.
 */
export interface Inference {
  /** Runs the model over whole references, without dropout. */
  forced(batch: Batch): ForcedPass
  /** Decodes the batch's sources by always taking the most probable token; its targets are not looked at. */
  decode(batch: Batch, options: GreedyOptions): Decoding[]
}
