import { evaluatedPairs } from '../../data/evaluated-pairs.ts'
import type { TokenPair } from '../../data/types.ts'
import type { EvaluationConfiguration } from '../../shared/config/evaluation.ts'
import { SaccadeError } from '../../shared/errors.ts'

/**
 * What is to be said of validation pairs that are too long to be evaluated.
 * @throws bad-data when no pair is left
 */
export function warnOfLongPairs(evaluation: EvaluationConfiguration, valid: readonly TokenPair[]): string[] {
  const { places, tooLong } = evaluatedPairs(evaluation, valid)
  if (tooLong === 0) return []
  const limit = `longer than ${evaluation.maximumLength} tokens (evaluation.maximumLength)`
  if (places.length === 0) {
    throw new SaccadeError('bad-data', `No validation pair is left to evaluate: all ${tooLong} are ${limit}`, {
      hint: 'Raise evaluation.maximumLength, or give validation data with shorter pairs.',
      problems: [{ path: 'evaluation.maximumLength', message: 'leaves no validation pair' }],
    })
  }
  return [`${tooLong} of ${places.length + tooLong} validation pairs are left out of evaluations: ${limit}`]
}
