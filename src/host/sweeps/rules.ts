import { type Decision, newestDecisions } from '../../shared/sweeps/decisions.ts'
import { arrive, nextRung, promote, promoteLast } from '../../shared/sweeps/halving.ts'
import { judgeByMedian } from '../../shared/sweeps/median.ts'
import { hasEnded } from '../../shared/run-state.ts'
import type { Database } from '../storage/database.ts'
import { type SweepRunRow, evaluatedValues } from '../storage/sweeps.ts'
import type { StoredSweep } from './stored-sweep.ts'

/**
 * The next decision that the evaluations of a run call for and that was not taken yet; null where there is none. What was
 * decided before is read and never decided anew, so a host that comes back decides what this one would have.
 */
export function nextDecision(database: Database, stored: StoredSweep, row: SweepRunRow): Decision | null {
  const { run, number, steps } = row
  const { sweep, decisions, halving } = stored
  if (run === null || sweep.stopping.kind === 'none') return null
  const evaluations = evaluatedValues(database, run, sweep.metric.name)
  const last = newestDecisions(decisions).get(number)
  if (halving) {
    if (last?.verdict === 'waits') return null
    const rung = nextRung(decisions, number)
    const from = halving.rungs[rung]
    const there = from === undefined ? undefined : evaluations.find(({ step }) => step >= from)
    if (!there || there.step >= steps) return null
    return arrive(halving, decisions, { number, rung, ...there })
  }
  if (sweep.stopping.kind !== 'median' || last?.verdict === 'stops') return null
  const { least = 1, runs } = sweep.stopping
  const next = evaluations.find(({ step }) => step >= least && step > (last?.step ?? -1) && step < steps)
  if (!next) return null
  const others = stored.runs.flatMap((other) =>
    other.run === null || other.number === number ? [] : [evaluatedValues(database, other.run, sweep.metric.name)],
  )
  return judgeByMedian({ better: sweep.metric.better, runs }, { number, step: next.step, evaluations }, others)
}

/** Whether a run has ended or holds still, and is to go on as soon as it can. */
export function isToGoOn({ state, held }: SweepRunRow): boolean {
  return held === 1 && (state === 'paused' || state === 'stopped' || state === 'interrupted')
}

/** The decision to let a run go on that waits at a rung; null where none may. */
export function nextPromotion({ halving, decisions, runs }: StoredSweep): Decision | null {
  if (!halving) return null
  const byNumber = new Map(runs.map((row) => [row.number, row]))
  const canGoOn = (number: number): boolean => {
    const state = byNumber.get(number)?.state ?? null
    return state === 'stopped' || state === 'interrupted'
  }
  const found = promote(halving, decisions, canGoOn)
  if (found) return found
  const isOver = runs.every((row) => row.state === null || (hasEnded(row.state) && !isToGoOn(row)))
  const isDone = runs.some(({ state }) => state === 'finished')
  return isOver && !isDone ? promoteLast(halving, decisions, canGoOn) : null
}

/** Why a run ends, for its history. */
export function reasonOf({ verdict, rung, step, among }: Decision): string {
  if (verdict === 'waits')
    return `waits at rung ${rung + 1} of its sweep, step ${step}: not among the best of the ${among} there so far`
  return `stopped by its sweep at step ${step}: worse than the median of ${among - 1} others`
}

/** Steps that a run goes at most before it is looked at again. */
export function stepsAhead({ halving, decisions }: StoredSweep, { number, steps, step, every }: SweepRunRow): number {
  const rung = halving?.rungs[nextRung(decisions, number)] ?? steps
  const until = Math.ceil(rung / every) * every // it comes to a rung at the first evaluation there or behind it
  return Math.max(0, Math.min(until, steps) - (step ?? 0))
}
