import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining, systemCode } from '../../shared/system-errors.ts'
import { readJson } from './sweep-folder.ts'
import { isAlive } from './task-state.ts'

/** A hand-over that takes longer was cut off, in milliseconds. */
const LONGEST = 600_000

const holderSchema = z.object({
  machine: z.string(),
  pid: z.int(),
  since: z.number(), // milliseconds since 1970
  /** Tells this hold from every other. */
  hold: z.string(),
})
type Holder = z.output<typeof holderSchema>

/**
 * Does what changes which tasks of a folder Slurm has, while nobody else does: windows and command lines on all machines that
 * see the folder.
 * @throws wrong-state where somebody else is at it, with who and since when; storage
 */
export async function whileHandingOver<Result>(folder: string, deed: () => Promise<Result>): Promise<Result> {
  const file = path.join(folder, 'slurm.lock')
  const mine: Holder = { machine: os.hostname(), pid: process.pid, since: Date.now(), hold: randomUUID() }
  explaining(`the folder ${folder}`, () => {
    if (take(file, mine)) return
    const other = holderOf(file)
    if (other && !isLeftBehind(other)) throw held(folder, other)
    setAside(file, other)
    if (!take(file, mine)) throw held(folder, holderOf(file))
  })
  try {
    return await deed()
  } finally {
    if (holderOf(file)?.hold === mine.hold) fs.rmSync(file, { force: true })
  }
}

/** False where somebody else has it. */
function take(file: string, holder: Holder): boolean {
  try {
    fs.writeFileSync(file, JSON.stringify(holder), { flag: 'wx', flush: true })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    throw error
  }
}

/** One that is not written down yet holds it since the file was made. Null where there is none any more. */
function holderOf(file: string): Holder | null {
  try {
    const since = fs.lstatSync(file).mtimeMs
    const unknown = { machine: 'an unknown machine', pid: 0, since, hold: '' }
    return holderSchema.safeParse(readJson(file)).data ?? unknown
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

const isLeftBehind = ({ machine, pid, since }: Holder): boolean =>
  Date.now() - since > LONGEST || (machine === os.hostname() && !isAlive(pid))

/** Away with one that was left behind, unless another did that meanwhile and has it now. */
function setAside(file: string, leftBehind: Holder | null): void {
  if (!leftBehind) return
  const aside = `${file}.${process.pid}`
  try {
    fs.renameSync(file, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  if (holderOf(aside)?.hold === leftBehind.hold) fs.rmSync(aside, { force: true })
  else fs.renameSync(aside, file)
}

function held(folder: string, holder: Holder | null): SaccadeError {
  const who = holder
    ? `by process ${holder.pid} on ${holder.machine}, since ${new Date(holder.since).toLocaleString('sv-SE')}`
    : 'by another process'
  return new SaccadeError('wrong-state', `The tasks of ${folder} are being handed to Slurm or taken back ${who}`, {
    hint: 'Try again when it is done. One that was cut off on another machine counts for ten minutes.',
  })
}
