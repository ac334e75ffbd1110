import type { SweepRun } from '../../shared/contract/sweeps.ts'
import { isAtRung } from '../../shared/sweeps/decisions.ts'
import { count } from '../ui/format.ts'

/** Whether it has not come to its last step, be it that it was ended early or that it trains still. */
export const isShort = ({ step, steps }: SweepRun): boolean => step < steps

export function stateOf({ state, halted }: SweepRun): string {
  if (state === null) return 'deleted'
  return isAtRung(state, halted) ? 'at a rung' : state
}

/** `3 running, 2 waiting`, in the order in which they come. */
export function countsText(states: readonly string[]): string {
  const inState = new Map<string, number>()
  for (const state of states) inState.set(state, (inState.get(state) ?? 0) + 1)
  return [...inState].map(([state, many]) => `${count(many)} ${state}`).join(', ')
}

/** `finished`, or `1 finished, 2 at a rung` where they differ. */
export function statesText(runs: readonly SweepRun[]): string {
  const states = runs.map(stateOf)
  const [first] = states
  return first !== undefined && states.every((state) => state === first) ? first : countsText(states)
}

/** `300`, or `3–24` where they differ. */
export function stepsText(runs: readonly SweepRun[]): string {
  const steps = runs.map(({ step }) => step)
  const [least, most] = [Math.min(...steps), Math.max(...steps)]
  return least === most ? count(most) : `${count(least)}–${count(most)}`
}
