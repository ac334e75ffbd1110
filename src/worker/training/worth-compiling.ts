import type { Configuration } from '../../shared/config/configuration.ts'

/**
 * Compiling an update for five shapes takes as long as so many eager updates take more than compiled ones: 36 to 58
 * where it was measured, for models from tiny to 10 million weights (`node bench/break-even.ts`).
 */
const UPDATES = 60

/** The same for evaluations: batches a shape, of which 7 to 20 were measured. */
const EVALUATED_BATCHES = 20

/** More shapes waste less padding, but each is compiled. */
export const MOST_SHAPES = { updates: 5, evaluations: 3 }

/**
 * Whether a run's updates are compiled where TensorFlow is the engine: a function of configuration and data alone, so
 * that a resumed run pads its batches as before.
 */
export function wantsCompiling({ engine }: Configuration, updates: number): boolean {
  if (engine.compile === 'auto') return engine.engine !== 'wasm' && updates >= UPDATES
  return engine.compile === 'always'
}

/** For how many shapes a run's evaluations are compiled, 0 where they are better eager; as {@link wantsCompiling}. */
export function evaluationShapesWorthCompiling(
  configuration: Configuration,
  { updates, batches }: { readonly updates: number; /** of one evaluation */ readonly batches: number },
): number {
  if (!wantsCompiling(configuration, updates)) return 0
  if (configuration.engine.compile === 'always') return MOST_SHAPES.evaluations
  const evaluations = 1 + Math.ceil(updates / configuration.evaluation.every) // one before the first update
  return Math.min(MOST_SHAPES.evaluations, Math.floor((evaluations * batches) / EVALUATED_BATCHES))
}
