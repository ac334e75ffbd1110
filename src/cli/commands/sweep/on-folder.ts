import fs from 'node:fs'
import path from 'node:path'
import { type Elsewhere, submitSweep } from '../../../host/cluster/submit.ts'
import { chooseDataFolder, layOut } from '../../../host/folder/data-folder.ts'
import type { JsonObject } from '../../../shared/config/assign.ts'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { counted } from '../../../shared/counted.ts'
import { SaccadeError, toErrorData } from '../../../shared/errors.ts'
import type { Expansion } from '../../../shared/sweeps/expand.ts'
import { readSlurmSettings } from '../../../shared/sweeps/slurm-settings.ts'
import type { Sweep } from '../../../shared/sweeps/sweep.ts'
import { type CommonOptions, withAnyHost } from '../../context.ts'
import { EXIT } from '../../exit-codes.ts'
import { print, printError, printJson } from '../../output.ts'
import { programWords } from '../../program-words.ts'
import { onStopWish } from '../../stop-wish.ts'

interface OnFolder {
  readonly sweep: Sweep
  readonly json: JsonObject
  readonly expansion: Expansion
  readonly scores: readonly ScoreModule[]
}

interface PlaceWish {
  readonly on?: readonly string[]
  readonly slurm?: readonly string[]
}

/** What `--on` and `--slurm` say; null where neither does. @throws bad-usage */
export function placeOf({ on, slurm: settings = [] }: PlaceWish): Elsewhere | null {
  if (on === undefined) {
    if (settings.length === 0) return null
    throw new SaccadeError('bad-usage', '--slurm says what Slurm is asked for, and nothing says to train there', {
      hint: 'Say --on slurm DIR, too.',
    })
  }
  const [kind, named, ...more] = on
  if (named !== undefined && more.length === 0) {
    const where = { folder: path.resolve(named), program: programWords() }
    if (kind === 'slurm') return { ...where, slurm: readSlurmSettings(settings) }
    if (kind === 'folder' && settings.length === 0) return { ...where, slurm: null }
  }
  if (kind === 'folder' && settings.length > 0 && on.length === 2) {
    throw new SaccadeError('bad-usage', '--slurm says what Slurm is asked for, and --on folder asks it for nothing', {
      hint: 'Leave it away, or say --on slurm DIR.',
    })
  }
  throw new SaccadeError('bad-usage', `--on ${on.join(' ')} is no place where a sweep can train`, {
    hint: 'Say --on folder DIR, behind the sweep file: a folder with numbered tasks, for the array jobs of any scheduler; or --on slurm DIR, with settings such as --slurm partition=main.',
  })
}

/** `saccade sweep FILE --on folder DIR` and `--on slurm DIR`: needs no data folder, which may be in use, or elsewhere. */
export async function sweepOnFolder(
  place: Elsewhere,
  { scores, ...content }: OnFolder,
  options: CommonOptions,
): Promise<number> {
  const { folder, slurm } = place
  const told = { ...content, scores: scores.map(({ file, digest }) => ({ file, digest })) }
  const submitted = await unlessGivenUp((signal) => submitSweep(place, told, signal))
  if (!submitted) {
    printError(
      slurm
        ? 'Given up; what Slurm has taken all the same trains, and is found by the same command.'
        : 'Given up; the same command writes what is lacking of the folder.',
    )
    return EXIT.stopped
  }
  const { made, tasks, job, handed } = submitted
  await tellHistory(folder, options)
  if (options.json) printJson(slurm ? { folder, job, tasks: handed } : { folder, tasks, made })
  else if (job !== null) {
    print(
      `Job ${job} of Slurm trains ${counted(handed.length, 'task')} of ${folder}`,
      `saccade sweep collect ${folder} takes the results in, and tells how the others stand`,
    )
  } else if (slurm) print(`${folder}: all ${counted(tasks, 'task')} are finished, or in Slurm’s hands already`)
  else {
    print(
      `${folder}: ${counted(tasks, 'task')}, 0 to ${tasks - 1}${made ? '' : ', which were there already'}`,
      `saccade sweep run-task ${folder} N trains one; saccade sweep collect ${folder} takes the results in`,
    )
  }
  return EXIT.done
}

/** Null where Ctrl+C ended the waiting: then nobody holds the folder any more. */
async function unlessGivenUp<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | null> {
  const asked = new AbortController()
  const off = onStopWish({ first: () => asked.abort(), second: () => undefined })
  try {
    return await work(asked.signal)
  } catch (error) {
    if (asked.signal.aborted) return null
    throw error
  } finally {
    off()
  }
}

/**
 * From now on the history knows the sweep, so that it is listed, stopped and taken in like all others. On a login node there may be
 * no history: none is made for it, and `collect` makes the sweep known where there is one.
 */
async function tellHistory(folder: string, options: CommonOptions): Promise<void> {
  if (!fs.existsSync(layOut(chooseDataFolder(options.dataDir)).database)) return
  try {
    await withAnyHost(options, async ({ api }) => {
      await api.sweeps.collect({ folder })
      return EXIT.done
    })
  } catch (error) {
    printError(
      `The history does not know of it yet: ${toErrorData(error).message}`,
      `saccade sweep collect ${folder} tells it later.`,
    )
  }
}
