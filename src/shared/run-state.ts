/**
 * The life of a run. Each transition is stored with its time and reason.
 *
 * ```
 * queued → starting → running → paused → queued (resumed) → running
 *             └──────────┴────────┴──→ finished | stopped | failed | interrupted → queued (resumed)
 * ```
 */
export const RUN_STATES = [
  'queued',
  'starting',
  'running',
  'paused',
  'finished',
  'stopped',
  'failed',
  'interrupted',
] as const
export type RunState = (typeof RUN_STATES)[number]

const NEXT: Record<RunState, readonly RunState[]> = {
  // Straight to `running` where a worker stands still for it, since it was paused.
  queued: ['starting', 'running', 'stopped', 'failed', 'interrupted'],
  starting: ['running', 'stopped', 'failed', 'interrupted'],
  running: ['paused', 'finished', 'stopped', 'failed', 'interrupted'],
  paused: ['queued', 'running', 'stopped', 'failed', 'interrupted'],
  finished: [],
  stopped: ['queued'],
  failed: ['queued'],
  interrupted: ['queued'],
}

/**
 * True of states that need a worker; a run found so at start-up has lost its host. A resumed run that waits in the queue may
 * have one too, but can do without: it goes on from its checkpoint as well.
 */
export function isActive(state: RunState): boolean {
  return state === 'starting' || state === 'running' || state === 'paused'
}

/** True when the run has ended, for good or until it is resumed. */
export function hasEnded(state: RunState): boolean {
  return state === 'finished' || state === 'stopped' || state === 'failed' || state === 'interrupted'
}

export function canTransition(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to)
}

/** True when the user may ask for the run to go on. */
export function canResume(state: RunState): boolean {
  return canTransition(state, 'queued')
}
