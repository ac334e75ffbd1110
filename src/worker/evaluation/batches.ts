import { makeBatch } from '../../data/batches.ts'
import { evaluatedEncodedPairs } from '../../data/evaluated-pairs.ts'
import type { EncodedPair } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { type InferencePlan, NO_INFERENCE, planShapes } from '../inference/shapes.ts'
import type { WatchedPair } from './watched.ts'

/** The pairs to evaluate in batches of like length: fewer positions are padding, and no number depends on it. */
export function evaluationBatches({ evaluation }: Configuration, encodedValid: readonly EncodedPair[]): number[][] {
  return batchesByLength(encodedValid, evaluatedEncodedPairs(evaluation, encodedValid).places, evaluation.batchSize)
}

/** The pairs of these indices in batches of at most so many, sources of like length together. */
export function batchesByLength(
  pairs: readonly { readonly source: ArrayLike<unknown> }[],
  indices: readonly number[],
  batchSize: number,
): number[][] {
  const length = (index: number) => pairs[index]?.source.length ?? 0
  const sorted = [...indices].sort((a, b) => length(a) - length(b) || a - b)
  const batches: number[][] = []
  for (let start = 0; start < sorted.length; start += batchSize) batches.push(sorted.slice(start, start + batchSize))
  return batches
}

/** What to compile for a run's evaluations and snapshots, in at most so many shapes. */
export function planInference(
  configuration: Configuration,
  encodedValid: readonly EncodedPair[],
  watched: readonly WatchedPair[],
  mostShapes: number,
): InferencePlan {
  if (mostShapes === 0) return NO_INFERENCE
  const batches = evaluationBatches(configuration, encodedValid).map((indices) => makeBatch(encodedValid, indices))
  const kept = watched.map(({ encoded }) => encoded)
  return planShapes(kept.length > 0 ? [...batches, makeBatch(kept, [...kept.keys()])] : batches, mostShapes)
}
