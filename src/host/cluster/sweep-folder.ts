import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { JsonObject } from '../../shared/config/assign.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { readOrdinaryFileSoon } from '../../shared/ordinary-file.ts'
import { type Expansion, expandSweep, resolveSweep } from '../../shared/sweeps/expand.ts'
import { readSweep } from '../../shared/sweeps/read-sweep.ts'
import { explained, explaining, systemCode } from '../../shared/system-errors.ts'
import { lookAt, makeFolders, namesIn } from '../../shared/user-paths.ts'
import { newId } from '../folder/new-id.ts'

const FORMAT = 'saccade sweep folder'
/** A change that an older Saccade would misread takes the next number. */
const VERSION = 1
const MOST_BYTES = 256 * 1024 ** 2

const jsonObjectSchema = z.record(z.string(), z.json())
const folderSchema = z.object({
  format: z.literal(FORMAT),
  version: z.int().min(1),
  id: z.string().regex(/^[\w-]{1,100}$/),
  name: z.string(),
  created: z.int().min(0), // milliseconds since 1970; with the id it tells this sweep from every other
  /** As its file has it, files named from the root. */
  sweep: jsonObjectSchema,
  /** Code of the user's own that was said yes to. */
  scores: z.array(z.object({ file: z.string(), digest: z.string() })),
  tasks: z.array(z.object({ label: z.string(), point: jsonObjectSchema })),
})

/** A sweep as a folder that any scheduler's array can train: `sweep.json`, and `tasks/0`, `tasks/1`, … */
export type SweepFolder = z.output<typeof folderSchema>

const describing = (folder: string) => path.join(folder, 'sweep.json')

/** Where what belongs to a task lies. */
export function placesOfTask(folder: string, number: number) {
  const root = path.join(path.resolve(folder), 'tasks', `${number}`)
  return {
    root,
    configuration: path.join(root, 'configuration.json'),
    /** A data folder of its own, which only the process that trains the task opens. */
    data: path.join(root, 'data'),
    state: path.join(root, 'state.json'),
    /** What it measured at its evaluations, a line each. */
    evaluations: path.join(root, 'evaluations.jsonl'),
    bundle: path.join(root, 'bundle.zip'),
    /** What it prints as a job of Slurm. */
    slurmLog: path.join(root, 'slurm.log'),
  }
}
export type TaskPlaces = ReturnType<typeof placesOfTask>

/** Writes a file that others may read at any moment: they see the one before or all of this one. @throws storage */
export function writeWhole(file: string, text: string): void {
  explaining(`the file ${file}`, () => {
    const part = `${file}.${process.pid}.part`
    try {
      fs.writeFileSync(part, text, { flush: true })
      fs.renameSync(part, file)
    } catch (error) {
      fs.rmSync(part, { force: true })
      throw error
    }
  })
}

interface Content {
  readonly name: string
  readonly sweep: JsonObject
  readonly expansion: Expansion
  readonly scores: SweepFolder['scores']
}

/**
 * Makes the folder of a sweep, or what is lacking of it where it is the folder of this very sweep.
 * @throws bad-usage where it holds anything else; storage
 */
export async function writeSweepFolder(
  folder: string,
  content: Content,
  signal?: AbortSignal,
): Promise<{ made: boolean; tasks: number }> {
  const { name, sweep, expansion, scores } = content
  const place = `the folder ${folder}`
  const there = lookAt(folder, place, { deed: 'made', code: 'bad-usage' })
  if (there && !there.isDirectory()) throw new SaccadeError('bad-usage', `${folder} is a file, not a folder`)
  const made = explaining(place, () => namesIn(folder).length === 0)
  const wanted: SweepFolder = {
    ...{ format: FORMAT, version: VERSION, id: newId('s', () => false), name, created: Date.now(), sweep, scores },
    tasks: expansion.runs.map(({ label, point }) => ({ label, point: { ...point } })),
  }
  if (!made) await checkSame(folder, wanted)
  explaining(place, () => makeFolders(folder), { deed: 'made' })
  // First what tells whose folder it is: cut off anywhere, the same command makes it whole.
  if (made) writeWhole(describing(folder), JSON.stringify(wanted, null, 2))
  for (const [number, { configuration }] of expansion.runs.entries()) {
    const { root, configuration: file } = placesOfTask(folder, number)
    if (fs.existsSync(file)) continue
    explaining(place, () => makeFolders(root), { deed: 'made' })
    writeWhole(file, JSON.stringify(configuration, null, 2))
    await nextTurn() // a host has others to answer to
    signal?.throwIfAborted()
  }
  return { made, tasks: expansion.runs.length }
}

/** Nothing is written among what belongs to somebody else. */
async function checkSame(folder: string, { sweep, tasks }: SweepFolder): Promise<void> {
  if (!(await isThere(describing(folder)))) {
    throw new SaccadeError('bad-usage', `The folder ${folder} is not empty`, {
      hint: 'Name a new one; nothing is overwritten.',
    })
  }
  const there = await openSweepFolder(folder)
  if (isDeepStrictEqual(there.tasks, plain(tasks)) && isDeepStrictEqual(resolved(there.sweep), resolved(sweep))) return
  throw new SaccadeError('bad-usage', `The folder ${folder} is that of another sweep, “${there.name}”`, {
    hint: 'Name a new one; nothing is overwritten.',
  })
}

/** What a sweep says, its own words and what it leaves to its base: the window writes both down, the command line the first. */
function resolved(json: JsonObject): unknown {
  try {
    const sweep = readSweep(plain(json))
    return plain({ ...resolveSweep(sweep, expandSweep(sweep)), $schema: undefined })
  } catch {
    return plain(json) // of another version, which only the same words can equal
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

/** @throws bad-usage where it is no folder of a sweep, or one of a newer version; storage */
export async function openSweepFolder(folder: string): Promise<SweepFolder> {
  const read = await readJsonIfThere(describing(folder)).catch((error: unknown) => {
    throw explained(error, `the folder ${folder}`, { deed: 'read' })
  })
  const result = folderSchema.safeParse(read)
  if (!result.success) {
    throw new SaccadeError('bad-usage', `${folder} is no folder of a sweep: it has no sweep.json that can be read`, {
      hint: 'saccade sweep FILE --on folder DIR makes one.',
    })
  }
  if (result.data.version > VERSION) {
    throw new SaccadeError('bad-usage', `The folder ${folder} was made by a newer Saccade`, {
      hint: 'Use the version that made it.',
    })
  }
  return result.data
}

/** Whether a file is there, for who must not wait for a slow file system meanwhile. */
export const isThere = (file: string): Promise<boolean> =>
  fs.promises.access(file).then(
    () => true,
    () => false,
  )

/** What a file says; null where it says nothing that can be read. @throws bad-data where it is no file that can be read */
export async function readJson(file: string): Promise<unknown> {
  const text = new TextDecoder().decode(await readOrdinaryFileSoon(file, { most: MOST_BYTES }))
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The same; null where the file is not there. */
export async function readJsonIfThere(file: string): Promise<unknown> {
  try {
    await fs.promises.stat(file)
    return await readJson(file)
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** Whether a file was not there when it was looked at, or no more when it was read. */
export const isGone = (error: unknown): boolean =>
  systemCode(error instanceof SaccadeError ? error.cause : error) === 'ENOENT'
