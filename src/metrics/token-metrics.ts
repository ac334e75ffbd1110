import type { CorpusMetric } from './corpus-metric.ts'
import { exactMatch } from './exact-match.ts'
import { type Ratio, ratioValue } from '../shared/ratio.ts'
import { tokenErrors } from './token-error-rate.ts'

/** A sentence to score, as the tokens of the model. */
export interface TokenSentence {
  readonly output: readonly string[]
  readonly references: readonly (readonly string[])[]
}

/** Share of sentences that equal one of their references, 0 to 1. */
export const EXACT_MATCH: CorpusMetric<TokenSentence> = ratioMetric(({ output, references }) =>
  exactMatch(output, references),
)

/** Edit distance over reference tokens, against the closest reference; 0 or more. */
export const TOKEN_ERROR_RATE: CorpusMetric<TokenSentence> = ratioMetric(({ output, references }) =>
  tokenErrors(output, references),
)

function ratioMetric<Sentence>(count: (sentence: Sentence) => Ratio): CorpusMetric<Sentence> {
  return {
    size: 2,
    statistics(sentence) {
      const { numerator, denominator } = count(sentence)
      return [numerator, denominator]
    },
    score: (sums) => ratioValue({ numerator: sums[0] ?? NaN, denominator: sums[1] ?? NaN }),
  }
}
