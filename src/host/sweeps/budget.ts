import type { SweepRunRow } from '../storage/sweeps.ts'
import { stepsAhead } from './rules.ts'
import type { StoredSweep } from './stored-sweep.ts'

const TRAINS: readonly SweepRunRow['state'][] = ['starting', 'running']

/** Whether a run may start within the budget of its sweep: a place, and steps for as far as it goes before it is looked at. */
export function fits(stored: StoredSweep, row: SweepRunRow): boolean {
  const { atOnce = Infinity, steps = Infinity } = stored.sweep.budget
  const training = stored.runs.filter(({ state }) => TRAINS.includes(state))
  if (training.length >= atOnce) return false
  const done = stored.runs.reduce((sum, { step }) => sum + (step ?? 0), 0)
  const promised = training.reduce((sum, one) => sum + stepsAhead(stored, one), 0)
  return done + promised + stepsAhead(stored, row) <= steps
}
