import type { Batch } from '../../data/types.ts'
import type { EvaluationConfiguration } from '../../shared/config/evaluation.ts'
import type { Decoding } from '../decoding/greedy.ts'
import type { Turns } from '../decoding/turns.ts'
import type { Inference } from '../inference/inference.ts'

/**
 * The target ids that are compared with the references, one row a source: greedy, or the best of a beam where
 * `evaluation.decoding` says so. Yields between two calls of the model. Greedy decoding scores the references by the way.
 */
export function* validationOutputs(
  inference: Inference,
  batch: Batch,
  { decoding: { kind, ...beam }, lengthFactor }: Pick<EvaluationConfiguration, 'decoding' | 'lengthFactor'>,
): Turns<Pick<Decoding, 'tokens' | 'score' | 'referenceScore'>[]> {
  const options = { lengthFactor, attention: false }
  if (kind === 'greedy') return yield* inference.decode(batch, { ...options, references: batch })
  const found = yield* inference.search(batch, { kind, ...beam, best: 1 }, options)
  return found.map(([best]) => ({ tokens: best?.tokens ?? new Int32Array(0), score: best?.score ?? NaN }))
}
