import fs from 'node:fs'
import path from 'node:path'
import { type Checkpoint, KEPT_PREFIX, readCheckpoint } from '../../shared/checkpoint-file.ts'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { namesIn } from '../../shared/user-paths.ts'
import { nameOfRun } from '../runs/naming.ts'
import { nameOfData } from '../../shared/data-name.ts'
import type { RecalledRun } from '../storage/rescue-history.ts'

/** The whole checkpoints in a folder as rows tell of them: the newest is the last one, and says which was the best. */
export async function recallCheckpoints(folder: string): Promise<CheckpointRecord[]> {
  const isKept = ({ path: file }: Checkpoint) => path.basename(file).startsWith(KEPT_PREFIX)
  const all = await readWhole(folder)
  const found = all.filter((checkpoint) => !isKept(checkpoint))
  const newest = found.at(-1)
  const best = found.find(({ path: file }) => path.basename(file) === newest?.content.trainer.files.best)
  const record = (kind: CheckpointRecord['kind'], { path: file, content }: Checkpoint): CheckpointRecord => ({
    kind,
    step: content.trainer.step,
    file: path.basename(file),
    bytes: fs.statSync(file).size,
  })
  return [
    ...(newest ? [record('last', newest)] : []),
    ...(best ? [record('best', best)] : []),
    ...all.filter(isKept).map((checkpoint) => record('kept', checkpoint)),
  ]
}

/** A run as its newest whole checkpoint tells of it, null where there is none. */
export async function recallRun(id: RunId, folder: string): Promise<RecalledRun | null> {
  const newest = (await readWhole(folder)).at(-1)
  const parsed = configurationSchema.safeParse(fromStored(newest?.content.configuration))
  if (!newest || !parsed.success) return null
  const { preset, seed, data, training } = parsed.data
  return {
    id,
    name: nameOfRun(parsed.data),
    preset,
    dataName: nameOfData(data.source),
    seed,
    configuration: JSON.stringify(parsed.data),
    bestMetric: training.earlyStopping.metric,
    step: newest.content.trainer.step,
    steps: training.steps,
    time: Math.round(fs.statSync(newest.path).mtimeMs),
  }
}

/** By step, ascending. */
async function readWhole(folder: string): Promise<Checkpoint[]> {
  const found: Checkpoint[] = []
  for (const name of namesIn(folder)) {
    if (!name.endsWith('.safetensors')) continue
    try {
      found.push(await readCheckpoint(path.join(folder, name)))
    } catch (error) {
      if (!(error instanceof SaccadeError)) throw error // a damaged one is none
    }
  }
  return found.sort((a, b) => a.content.trainer.step - b.content.trainer.step)
}
