import { type RunState, hasEnded } from './run-state.ts'

/** Why a run has no checkpoint: one is still to come, or it will not. @param evaluated whether it was: then it had one */
export function whyNoCheckpoint(state: RunState, evaluated: boolean): string {
  if (!hasEnded(state)) return 'The first one is written at its first evaluation.'
  return evaluated
    ? 'Its checkpoints were deleted, or did not come along in the bundle that brought it.'
    : 'It ended before its first evaluation, or its checkpoints were deleted.'
}
