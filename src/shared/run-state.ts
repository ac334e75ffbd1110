/**
 * The life of a run. Each transition is stored with its time and reason.
 *
 * ```
 * queued → starting → running ⇄ paused
 *             └──────────┴────────┴──→ finished | stopped | failed | interrupted → queued (resume)
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
  queued: ['starting', 'stopped', 'interrupted'],
  starting: ['running', 'stopped', 'failed', 'interrupted'],
  running: ['paused', 'finished', 'stopped', 'failed', 'interrupted'],
  paused: ['running', 'stopped', 'failed', 'interrupted'],
  finished: [],
  stopped: ['queued'],
  failed: ['queued'],
  interrupted: ['queued'],
}

/** True while a worker belongs to the run; a run found so at start-up has lost its host. */
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

/** True when the user may ask for the run to go on from its last checkpoint. */
export function canResume(state: RunState): boolean {
  return canTransition(state, 'queued')
}
