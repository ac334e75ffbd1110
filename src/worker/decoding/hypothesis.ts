import type { Seq2SeqModel } from '../seq2seq/types.ts'
import type { Decoding } from './greedy.ts'

/** What decoding needs of a model. */
export type Stepper = Pick<Seq2SeqModel, 'encode' | 'step'>

/** One of several decodes of a sentence. */
export interface Hypothesis extends Decoding {
  /** What ranks it: the log-probability after length and coverage penalty; the log-probability where there are none. */
  readonly penalizedScore: number
}
