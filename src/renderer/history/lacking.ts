/** What a run that has nothing to show tells instead: what is still to come, or that it will not. */
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { DecodingMode } from '../../shared/contract/attention.ts'
import { whyNoCheckpoint } from '../../shared/no-checkpoint.ts'
import { type RunState, hasEnded } from '../../shared/run-state.ts'

export function lackingMaps(state: RunState): string {
  return hasEnded(state)
    ? 'No maps are kept of it: it ended before its first evaluation.'
    : 'Nothing is kept yet: the first maps come at step 0, when training starts.'
}

export function lackingCheckpoint({ state, best }: Pick<RunSummary, 'state' | 'best'>): string {
  return `There is no checkpoint that can be asked. ${whyNoCheckpoint(state, best !== null)}`
}

/** Why a step is shown that is not the cursor's: of a sentence of one's own, or of a watched one. */
export function keptElsewhere(own: boolean): string {
  return own
    ? 'This run keeps no checkpoint of the step of the cursor; this is the nearest one'
    : 'This run kept nothing at the step of the cursor; this is the step before it at which it did'
}

/** Why maps are of another mode than was asked for, or of one of two: of a sentence of one's own, or of a watched one. */
export function fedElsewise(instead: DecodingMode, own: boolean): string {
  if (own) return 'Your sentence has no target to feed, so the model is fed its own output: write a target beside it'
  const of = instead === 'free-running' ? 'the model’s own output was fed' : 'the reference was fed'
  return `This run kept only the attention while ${of}`
}
