import type { CheckpointInfo } from './contract/runs.ts'

/** A step, or the newest one. */
export type AskedStep = number | 'latest'

/**
 * The checkpoint that is nearest to a step, of two as far the earlier; of one step the kept one, which stays when a run
 * trains on. Null where there is none.
 */
export function nearestCheckpoint<Checkpoint extends Pick<CheckpointInfo, 'step' | 'kind'>>(
  all: readonly Checkpoint[],
  step: AskedStep,
): Checkpoint | null {
  const wanted = step === 'latest' ? Infinity : step
  const distance = (at: number) => (wanted === Infinity ? -at : Math.abs(at - wanted))
  const order = (a: Checkpoint, b: Checkpoint) =>
    distance(a.step) - distance(b.step) || a.step - b.step || Number(b.kind === 'kept') - Number(a.kind === 'kept')
  return [...all].sort(order)[0] ?? null
}
