import { DEFAULT_SETTINGS } from '../../shared/config/settings.ts'
import type { QueueState } from '../../shared/contract/queue.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'

type Timed = Pick<
  RunSummary,
  'run' | 'preset' | 'dataName' | 'state' | 'step' | 'steps' | 'keepsPlace' | 'latest' | 'progress' | 'settings'
>

/**
 * In how many seconds each waiting run will start, if those before it train all their steps; null where that is not
 * known. How long a run takes is told by itself while it trains, else by the steps that it or others of its preset and
 * data have taken.
 */
export function expectedStarts(
  { active, waiting, atOnce, held }: Pick<QueueState, 'active' | 'waiting' | 'atOnce' | 'held'>,
  runs: readonly Timed[],
): ReadonlyMap<RunId, number | null> {
  const byId = new Map(runs.map((run) => [run.run, run]))
  const paces = pacesOf(runs)
  const left = (run: RunId): number => {
    const known = byId.get(run)
    return (known && secondsLeft(known, paces)) ?? Infinity
  }
  const takesPlace = (run: Timed | undefined) =>
    run !== undefined && run.state !== 'queued' && (run.state !== 'paused' || run.keepsPlace)
  const standsStill = (run: Timed | undefined) => run?.state === 'paused'
  /** When places become free. */
  const ends = active
    .filter(({ run }) => takesPlace(byId.get(run)))
    .map(({ run }) => (standsStill(byId.get(run)) ? Infinity : left(run)))
  const hasWorker = new Set(active.map(({ run }) => run))

  const starts = new Map<RunId, number | null>()
  for (const run of waiting) {
    let start = held && !hasWorker.has(run) ? Infinity : 0
    while (ends.length >= atOnce) {
      ends.sort((a, b) => a - b)
      start = Math.max(start, ends.shift() ?? 0)
    }
    starts.set(run, Number.isFinite(start) ? start : null)
    ends.push(start + left(run))
  }
  return starts
}

/** Seconds a step, by preset and data. */
function pacesOf(runs: readonly Timed[]): ReadonlyMap<string, number> {
  const paces = new Map<string, number>()
  // The newest come first, and tell most of the machine as it is now.
  for (const run of runs) {
    const pace = paceOf(run)
    if (pace !== null && !paces.has(kind(run))) paces.set(kind(run), pace)
  }
  return paces
}

const kind = ({ preset, dataName }: Timed) => `${preset}\n${dataName}`

function paceOf(run: Timed): number | null {
  const { 'time/wall': seconds } = run.latest
  const step = lastEvaluation(run)
  return seconds !== undefined && seconds > 0 && step > 0 ? seconds / step : null
}

/** The step at which the time was written down last; that of the first, before any step, tells no pace. */
function lastEvaluation({ settings, state, step }: Timed): number {
  const every = Number(settings[EVERY] ?? DEFAULT_SETTINGS[EVERY])
  return state === 'finished' ? step : step - (step % every)
}
const EVERY = 'evaluation.every'

function secondsLeft(run: Timed, paces: ReadonlyMap<string, number>): number | null {
  const told = run.state === 'running' ? (run.progress?.secondsLeft ?? null) : null
  if (told !== null) return told
  const pace = paceOf(run) ?? paces.get(kind(run))
  return pace === undefined ? null : Math.max(run.steps - run.step, 0) * pace
}
