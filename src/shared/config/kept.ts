import type { Configuration } from './configuration.ts'

type Kept = Pick<Configuration, 'training' | 'evaluation'>

/** Bytes of a parameter in a kept checkpoint: float32. */
export const KEPT_BYTES = 4

/** Bytes, as everywhere that sizes are shown. */
export const MEGABYTE = 2 ** 20

/** Steps between two checkpoints that `training.keep` keeps beside best and last; null where it keeps none. */
export function keptEvery({ training: { keep }, evaluation }: Kept): number | null {
  if (keep.kind === 'best-and-last') return null
  return evaluation.every * (keep.kind === 'every' ? keep.every : 1)
}

/** Whether the checkpoint of an evaluation at this step is kept, for a while at least. */
export function isKeptStep(configuration: Kept, step: number): boolean {
  const every = keptEvery(configuration)
  return every !== null && step % every === 0
}

/** How many checkpoints a run of all its steps keeps beside best and last, that of step 0 counted; those within a size are at most so many. */
export function keptCount(configuration: Kept): number {
  const every = keptEvery(configuration)
  return every === null ? 0 : Math.floor(configuration.training.steps / every) + 1
}
