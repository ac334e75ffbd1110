import type { AttentionMap } from './attention.ts'

/** `output`, `text` and `score` are those of the first hypothesis. */
export interface Translation {
  readonly source: readonly string[]
  readonly output: readonly string[]
  /** The output as text, joined the way its tokeniser cuts. */
  readonly text: string
  /** Sum of the natural log-probabilities of the output tokens, `<eos>` included. */
  readonly score: number
  readonly unknownTokens: readonly string[]
  /** Where asked for: teacher-forced where there is a target, then free-running for each hypothesis, in their order. */
  readonly attention: readonly AttentionMap[]
  /** Of a beam the best first, of sampling in the order drawn; none for a line without tokens. */
  readonly hypotheses: readonly TranslationHypothesis[]
}

export interface TranslationHypothesis {
  readonly output: readonly string[]
  readonly text: string
  /** Sum of the natural log-probabilities of the output tokens, `<eos>` included. */
  readonly score: number
  /** What a beam ranks by: the score after length and coverage penalty; the score itself where there are none. */
  readonly penalizedScore: number
  /** Whether `<eos>` was reached before the length limit. */
  readonly ended: boolean
}

/** How probable a model finds a target that it is fed: forced decoding. Nothing to do with attention scores. */
export interface ReferenceScore {
  /** Tokens as the text has them. */
  readonly source: readonly string[]
  /** The same, `<eos>` at its end. */
  readonly target: readonly string[]
  /** log p(target[t] | target[0 … t-1], source), natural logarithm, for each target token. */
  readonly logProbabilities: Float32Array
  /** Where tokens stand, from 0, that were never seen in training and are read as `<unk>`. */
  readonly unknown: { readonly source: readonly number[]; readonly target: readonly number[] }
}
