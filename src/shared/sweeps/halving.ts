import { type Better, type Decision, isBetter, newestDecisions } from './decisions.ts'

/**
 * Asynchronous successive halving (Li et al. 2020, “A system for massively parallel hyperparameter tuning”, algorithm 2):
 * runs halt at rungs of `least`, `least`·eta, `least`·eta² … steps, and of those that have come to a rung the best one in
 * eta goes on. Nobody waits for a rung to be full.
 */
export interface Halving {
  readonly eta: number
  readonly better: Better
  /** Steps of the rungs, ascending; see `rungSteps`. */
  readonly rungs: readonly number[]
}

/** The steps at which runs halt, all of them before the last step of the longest run. */
export function rungSteps({ eta, least, most }: { eta: number; least: number; most: number }): number[] {
  const rungs: number[] = []
  for (let step = least; step < most; step *= eta) rungs.push(step)
  return rungs
}

/** Every run's arrival at a rung, its first decision there. */
function arrivals(decisions: readonly Decision[], rung: number): Decision[] {
  const there = new Map<number, Decision>()
  for (const one of decisions) if (one.rung === rung && !there.has(one.number)) there.set(one.number, one)
  return [...there.values()]
}

/** The runs at a rung, best first; of equals the one that comes first in the sweep. */
function ranking(decisions: readonly Decision[], rung: number, better: Better): Decision[] {
  return arrivals(decisions, rung).sort((a, b) =>
    isBetter(a.value, b.value, better) ? -1 : isBetter(b.value, a.value, better) ? 1 : a.number - b.number,
  )
}

/** The rung that a run comes to next; the number of rungs where it has passed all. */
export function nextRung(decisions: readonly Decision[], number: number): number {
  return decisions.reduce((next, one) => (one.number === number ? Math.max(next, one.rung + 1) : next), 0)
}

/** What becomes of a run that has come to a rung: it goes on where it is among the best one in eta known so far. */
export function arrive(
  halving: Halving,
  decisions: readonly Decision[],
  arrival: Pick<Decision, 'number' | 'rung' | 'step' | 'value'>,
): Decision {
  const known: Decision = { ...arrival, verdict: 'waits', among: 0 }
  const ranked = ranking([...decisions, known], arrival.rung, halving.better)
  const among = ranked.length
  const best = ranked.slice(0, Math.floor(among / halving.eta))
  const goesOn = !Number.isNaN(arrival.value) && best.some(({ number }) => number === arrival.number)
  return { ...arrival, among, verdict: goesOn ? 'goes on' : 'waits' }
}

/**
 * The decision to let a waiting run go on, from the highest rung where one is among the best one in eta; null where none is.
 * @param canGoOn whether a run of this number is still there and waits
 */
export function promote(
  { rungs, eta, better }: Halving,
  decisions: readonly Decision[],
  canGoOn: (number: number) => boolean,
): Decision | null {
  const newest = newestDecisions(decisions)
  for (let rung = rungs.length - 1; rung >= 0; rung--) {
    const ranked = ranking(decisions, rung, better)
    const best = ranked.slice(0, Math.floor(ranked.length / eta))
    const next = best.find((one) => waits(newest, one) && canGoOn(one.number))
    if (next && !Number.isNaN(next.value)) return { ...next, verdict: 'goes on', among: ranked.length }
  }
  return null
}

/**
 * Where nothing trains any more and no run came to its end, the best of the highest rung that one has come to goes on: with few
 * runs no rung has as many as one in eta asks for, and a sweep should end with a trained model.
 */
export function promoteLast(
  { rungs, better }: Halving,
  decisions: readonly Decision[],
  canGoOn: (number: number) => boolean,
): Decision | null {
  const newest = newestDecisions(decisions)
  for (let rung = rungs.length - 1; rung >= 0; rung--) {
    const ranked = ranking(decisions, rung, better)
    const next = ranked.find((one) => waits(newest, one) && canGoOn(one.number))
    if (next) return { ...next, verdict: 'goes on', among: ranked.length }
  }
  return null
}

function waits(newest: ReadonlyMap<number, Decision>, { number, rung }: Decision): boolean {
  const last = newest.get(number)
  return last?.rung === rung && last.verdict === 'waits'
}
