import type { Batch } from '../../data/types.ts'
import type { EvaluationConfiguration } from '../../shared/config/training.ts'
import type { Decoding } from '../decoding/greedy.ts'
import type { Inference } from '../inference/inference.ts'

/**
 * The target ids that are compared with the references, one row a source: greedy, or the best of a beam where
 * `evaluation.decoding` says so. Greedy decoding scores the references by the way.
 */
export function validationOutputs(
  inference: Inference,
  batch: Batch,
  { decoding: { kind, ...beam }, lengthFactor }: EvaluationConfiguration,
): Pick<Decoding, 'tokens' | 'referenceScore'>[] {
  const options = { lengthFactor, attention: false }
  if (kind === 'greedy') return inference.decode(batch, { ...options, references: batch })
  return inference
    .search(batch, { kind, ...beam, best: 1 }, options)
    .map(([best]) => ({ tokens: best?.tokens ?? new Int32Array(0) }))
}
