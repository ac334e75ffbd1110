import type { EvaluationConfiguration } from '../shared/config/evaluation.ts'
import type { ValidationPair } from '../shared/outputs/pair-outputs.ts'
import { unknownTokens } from './encode.ts'
import { evaluatedPairs } from './evaluated-pairs.ts'
import type { Dataset } from './types.ts'

/** The validation pairs that are evaluated, in order, with what the training pairs say of their words. */
export function validationPairs(
  { valid, sourceVocabulary, targetVocabulary }: Pick<Dataset, 'valid' | 'sourceVocabulary' | 'targetVocabulary'>,
  selection: Pick<EvaluationConfiguration, 'pairs' | 'maximumLength'>,
): ValidationPair[] {
  const seen = (token: string) => sourceVocabulary.counts[sourceVocabulary.id(token)] ?? 0
  return evaluatedPairs(selection, valid).places.flatMap((place) => {
    const pair = valid[place]
    if (!pair) return []
    const { source, target, alternatives } = pair
    const rarest = source.reduce((least, token) => Math.min(least, seen(token)), Infinity)
    const unknown = unknownTokens(source, sourceVocabulary).length + unknownTokens(target, targetVocabulary).length
    return [{ place, source, target, alternatives, rarest: Number.isFinite(rarest) ? rarest : 0, unknown }]
  })
}
