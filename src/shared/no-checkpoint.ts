import { type RunState, hasEnded } from './run-state.ts'

/** Why a run has no checkpoint: one is still to come, or it will not. */
export function whyNoCheckpoint(state: RunState): string {
  return hasEnded(state)
    ? 'It ended before its first evaluation, or its checkpoints were deleted.'
    : 'The first one is written at its first evaluation.'
}
