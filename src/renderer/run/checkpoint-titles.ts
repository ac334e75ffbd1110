import type { CheckpointInfo, CheckpointName } from '../../shared/contract/runs.ts'

export const CHECKPOINT_TITLES: Readonly<Record<CheckpointInfo['kind'], string>> = {
  best: 'Best',
  last: 'Last',
  kept: 'Kept',
}

/** What a checkpoint is asked for by: a kept one has no name but its step. */
export function checkpointName({ kind, step }: CheckpointInfo): CheckpointName {
  return kind === 'kept' ? step : kind
}
