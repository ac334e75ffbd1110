import type { ReadingHost } from '../host/reading-host.ts'
import type { CheckpointName, RunId } from '../shared/contract/runs.ts'
import { SaccadeError } from '../shared/errors.ts'
import { nearestCheckpoint } from '../shared/nearest-checkpoint.ts'
import { whyNoCheckpoint } from '../shared/no-checkpoint.ts'
import { parseCheckpoint } from './checkpoint-name.ts'
import { printError } from './output.ts'

/** The flags of commands that ask a checkpoint. */
export interface CheckpointFlags {
  readonly checkpoint: string
  readonly step?: number
}

/**
 * The checkpoint that is asked for: by its name, or the one nearest to `--step`, which is told where it is of another step.
 * @throws bad-usage; not-found where the run has none
 */
export async function checkpointAt(
  { runs }: Pick<ReadingHost, 'runs'>,
  run: RunId,
  { checkpoint, step }: CheckpointFlags,
): Promise<CheckpointName> {
  if (step === undefined) return parseCheckpoint(checkpoint)
  const nearest = nearestCheckpoint(await runs.checkpoints({ run }), step)
  if (!nearest) {
    const { state, best } = await runs.get({ run })
    throw new SaccadeError('not-found', `Run ${run} has no checkpoint`, {
      hint: whyNoCheckpoint(state, best !== null),
    })
  }
  if (nearest.step !== step)
    printError(`Run ${run} has no checkpoint of step ${step}: that of step ${nearest.step} is the nearest`)
  return nearest.step
}
