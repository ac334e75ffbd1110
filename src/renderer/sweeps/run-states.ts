import type { SweepRun } from '../../shared/contract/sweeps.ts'
import { count } from '../ui/format.ts'

/** Whether it has not come to its last step, be it that it was ended early or that it trains still. */
export const isShort = ({ step, steps }: SweepRun): boolean => step < steps

export function stateOf({ state, halted }: SweepRun): string {
  if (state === null) return 'deleted'
  return halted && (state === 'stopped' || state === 'interrupted') ? 'at a rung' : state
}

/** `finished`, or `1 finished, 2 at a rung` where they differ. */
export function statesText(runs: readonly SweepRun[]): string {
  const inState = new Map<string, number>()
  for (const run of runs) inState.set(stateOf(run), (inState.get(stateOf(run)) ?? 0) + 1)
  const [only, ...others] = inState.keys()
  if (only !== undefined && others.length === 0) return only
  return [...inState].map(([state, many]) => `${count(many)} ${state}`).join(', ')
}

/** `300`, or `3–24` where they differ. */
export function stepsText(runs: readonly SweepRun[]): string {
  const steps = runs.map(({ step }) => step)
  const [least, most] = [Math.min(...steps), Math.max(...steps)]
  return least === most ? count(most) : `${count(least)}–${count(most)}`
}
