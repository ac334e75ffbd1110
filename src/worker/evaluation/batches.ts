import { makeBatch } from '../../data/batches.ts'
import type { EncodedPair } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { type InferenceShape, chooseInferenceShapes } from '../inference/shapes.ts'
import type { WatchedPair } from './watched.ts'

/** The pairs to evaluate in batches of like length: fewer positions are padding, and no number depends on it. */
export function evaluationBatches({ evaluation }: Configuration, encodedValid: readonly EncodedPair[]): number[][] {
  const { pairs, batchSize } = evaluation
  const count = pairs === 0 ? encodedValid.length : Math.min(pairs, encodedValid.length)
  const length = (index: number) => encodedValid[index]?.source.length ?? 0
  const sorted = Array.from({ length: count }, (_, index) => index).sort((a, b) => length(a) - length(b) || a - b)
  const batches: number[][] = []
  for (let start = 0; start < count; start += batchSize) batches.push(sorted.slice(start, start + batchSize))
  return batches
}

/** More shapes waste less padding, but each is compiled. */
const MOST_SHAPES = 3

/** The shapes that evaluations and snapshots of a run are worth compiling for: a function of configuration and data. */
export function evaluationShapes(
  configuration: Configuration,
  encodedValid: readonly EncodedPair[],
  watched: readonly WatchedPair[],
): InferenceShape[] {
  const batches = evaluationBatches(configuration, encodedValid).map((indices) => makeBatch(encodedValid, indices))
  const kept = watched.map(({ encoded }) => encoded)
  if (kept.length > 0) batches.push(makeBatch(kept, [...kept.keys()]))
  return chooseInferenceShapes(batches, MOST_SHAPES)
}
