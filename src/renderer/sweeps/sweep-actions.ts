import type { SweepSummary } from '../../shared/contract/sweeps.ts'
import { useHost } from '../client/inject.ts'
import { createAttempts } from '../ui/attempts.ts'

/** What may be done with a sweep as it stands. */
export function allowedOf({ state, counts, runs, tasks, unreadable }: SweepSummary) {
  const isOpen = state === 'running' || state === 'paused'
  const isLeft = counts.finished + counts.halted + counts.deleted < runs
  const isSound = unreadable === undefined
  // What trains elsewhere is handed over and cancelled where its tasks are told of.
  if (tasks && tasks.open > 0) {
    return { pause: false, resume: false, stop: false, extend: false, export: isSound, forget: true }
  }
  return {
    pause: isSound && state === 'running',
    resume: isSound && (state === 'paused' || (!isOpen && isLeft)),
    stop: isOpen,
    extend: isSound,
    export: isSound,
    forget: !isOpen,
  }
}

/** Calls for a sweep; a failure stays in `error` until the next call. The list follows by events. */
export function useSweepActions() {
  const { api } = useHost()
  const { error, busy, attempt } = createAttempts()
  const tried = (work: () => Promise<unknown>) => attempt(() => work().then(() => undefined))
  return {
    error,
    busy,
    pause: (sweep: string) => tried(() => api.sweeps.pause({ sweep })),
    /** @param may whether code of the user's own may be run, where there is some */
    resume: (sweep: string, may: () => Promise<boolean>, failed = false) =>
      tried(async () => (await may()) && api.sweeps.resume({ sweep, failed })),
    stop: (sweep: string) => tried(() => api.sweeps.stop({ sweep })),
    forget: (sweep: string) => tried(() => api.sweeps.remove({ sweep })),
  }
}
