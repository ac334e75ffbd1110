import path from 'node:path'
import { handToSlurm } from './on-slurm.ts'
import { type SlurmSettings, readSlurmSettings } from '../../../host/cluster/slurm-settings.ts'
import { writeSweepFolder } from '../../../host/cluster/sweep-folder.ts'
import type { JsonObject } from '../../../shared/config/assign.ts'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { counted } from '../../../shared/counted.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import { type Expansion, stepsOf } from '../../../shared/sweeps/expand.ts'
import type { Sweep } from '../../../shared/sweeps/sweep.ts'
import { print, printJson } from '../../output.ts'

interface OnFolder {
  readonly sweep: Sweep
  readonly json: JsonObject
  readonly expansion: Expansion
  readonly scores: readonly ScoreModule[]
}

/** Where a sweep trains that is not trained here: `folder DIR`, or `slurm DIR`, whose tasks are handed to Slurm. */
export interface Place {
  readonly folder: string
  /** Null where somebody else's scheduler trains them. */
  readonly slurm: SlurmSettings | null
}

/** What `--on` and `--slurm` say. @throws bad-usage */
export function placeOf(on: readonly string[], settings: readonly string[] = []): Place {
  const [kind, folder, ...more] = on
  if (folder !== undefined && more.length === 0) {
    if (kind === 'slurm') return { folder: path.resolve(folder), slurm: readSlurmSettings(settings) }
    if (kind === 'folder' && settings.length === 0) return { folder: path.resolve(folder), slurm: null }
  }
  throw new SaccadeError('bad-usage', `--on ${on.join(' ')} is no place where a sweep can train`, {
    hint: 'Say --on folder DIR, behind the sweep file: a folder with numbered tasks, for the array jobs of any scheduler; or --on slurm DIR, with settings such as --slurm partition=main.',
  })
}

/** `saccade sweep FILE --on folder DIR` */
export async function sweepOnFolder(
  { folder, slurm }: Place,
  { sweep, json, expansion, scores }: OnFolder,
  asJson: boolean,
): Promise<number> {
  checkSeparable(sweep, expansion)
  const { made, tasks } = writeSweepFolder(folder, {
    ...{ name: sweep.name || 'Sweep', sweep: json, expansion },
    scores: scores.map(({ file, digest }) => ({ file, digest })),
  })
  if (slurm) return await handToSlurm({ folder, name: sweep.name, tasks }, slurm, asJson)
  if (asJson) printJson({ folder, tasks, made })
  else {
    print(
      `${folder}: ${counted(tasks, 'task')}, 0 to ${tasks - 1}${made ? '' : ', which were there already'}`,
      `saccade sweep run-task ${folder} N trains one; saccade sweep collect ${folder} takes the results in`,
    )
  }
  return 0
}

/** Tasks know nothing of each other, and nothing of this data folder. @throws bad-usage, bad-data */
function checkSeparable({ stopping, budget }: Sweep, expansion: Expansion): void {
  if (stopping.kind !== 'none') {
    throw new SaccadeError(
      'bad-usage',
      `The tasks of a folder know nothing of each other, so stopping.kind cannot be ${stopping.kind}`,
      {
        hint: 'Take “stopping” out of the sweep, or train it on this machine.',
      },
    )
  }
  const steps = stepsOf(expansion)
  if (budget.steps !== undefined && steps > budget.steps) {
    throw new SaccadeError(
      'bad-usage',
      `All runs take ${steps} steps, and budget.steps lets ${budget.steps} be trained`,
      {
        hint: 'The tasks of a folder know nothing of each other: raise budget.steps, or lower budget.runs.',
      },
    )
  }
  const dataset = expansion.runs
    .map(({ configuration }) => configuration.data.source)
    .find(({ kind }) => kind === 'dataset')
  if (dataset) {
    throw new SaccadeError(
      'bad-data',
      'A dataset of this data folder cannot be read by tasks, which have data folders of their own',
      {
        hint: 'Write it to a file on the shared file system with `saccade data export`, and name that in the sweep.',
      },
    )
  }
}
