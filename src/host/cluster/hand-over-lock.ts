import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import { explained, systemCode } from '../../shared/system-errors.ts'
import { readJsonIfThere } from './sweep-folder.ts'
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
  try {
    if (!(await take(file, mine))) {
      const other = await holderOf(file)
      if (other && !isLeftBehind(other)) throw held(folder, other)
      await setAside(file, other, `${file}.${mine.hold}`)
      if (!(await take(file, mine))) throw held(folder, await holderOf(file))
    }
  } catch (error) {
    throw explained(error, `the folder ${folder}`)
  }
  try {
    return await deed()
  } finally {
    await letGo(file, mine)
  }
}

/** What was done is done, whatever becomes of the lock: one that stays counts no more when this process has ended. */
async function letGo(file: string, { hold }: Holder): Promise<void> {
  try {
    if ((await holderOf(file))?.hold === hold) await fs.promises.rm(file, { force: true })
  } catch {
    // the folder is away, or can only be read by now
  }
}

/** False where somebody else has it. */
async function take(file: string, holder: Holder): Promise<boolean> {
  try {
    await fs.promises.writeFile(file, JSON.stringify(holder), { flag: 'wx', flush: true })
    return true
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false
    // On a full disk it is made and not written: nobody has it then.
    await fs.promises.rm(file, { force: true }).catch(() => undefined)
    throw error
  }
}

/** One that is not written down yet holds it since the file was made. Null where there is none any more. */
async function holderOf(file: string): Promise<Holder | null> {
  try {
    const since = (await fs.promises.lstat(file)).mtimeMs
    const unknown = { machine: 'an unknown machine', pid: 0, since, hold: '' }
    return holderSchema.safeParse(await readJsonIfThere(file)).data ?? unknown
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw error
  }
}

const isLeftBehind = ({ machine, pid, since }: Holder): boolean =>
  Date.now() - since > LONGEST || (machine === os.hostname() && !isAlive(pid))

/** Away with one that was left behind, unless another did that meanwhile and has it now. */
async function setAside(file: string, leftBehind: Holder | null, aside: string): Promise<void> {
  if (!leftBehind) return
  try {
    await fs.promises.rename(file, aside)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return
    throw error
  }
  if ((await holderOf(aside))?.hold === leftBehind.hold) await fs.promises.rm(aside, { force: true })
  else await fs.promises.rename(aside, file)
}

function held(folder: string, holder: Holder | null): SaccadeError {
  const who = holder
    ? `by process ${holder.pid} on ${holder.machine}, since ${new Date(holder.since).toLocaleString('sv-SE')}`
    : 'by another process'
  return new SaccadeError('wrong-state', `The tasks of ${folder} are being handed to Slurm or taken back ${who}`, {
    hint: 'Try again when it is done. One that was cut off on another machine counts for ten minutes.',
  })
}
