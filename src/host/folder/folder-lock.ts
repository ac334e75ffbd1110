import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { z } from 'zod'
import { SaccadeError } from '../../shared/errors.ts'
import type { HostMode } from '../mode.ts'
import { explaining } from '../../shared/system-errors.ts'
import { takeExclusiveLock } from '../storage/lock.ts'
import { ELSEWHERE } from './data-folder.ts'

const holderSchema = z.object({
  pid: z.number(),
  since: z.number(),
  mode: z.string(),
  /** Where it can be talked to; hosts of earlier versions cannot. */
  socket: z.string().optional(),
})

/** Who holds a data folder. `since` in milliseconds since 1970. */
export type LockHolder = z.infer<typeof holderSchema>

export interface FolderLock {
  /** Where the holder said it can be talked to. */
  readonly socket: string | undefined
  release(): void
}

/** So long a second host waits for the first, which may be just about to end. */
const PATIENCE = 1500

/**
 * Makes this process the one host of a data folder. The lock itself is the operating system's; `host.json` beside it
 * only says who has it, for the message of a second host, and where to talk to it.
 * @throws locked with the holder's pid, mode and start
 */
export function lockFolder(
  folder: string,
  mode: HostMode,
  placeOfSocket?: (folder: string) => string | undefined,
): FolderLock {
  const lock = takeExclusiveLock(path.join(folder, 'lock.sqlite'), PATIENCE)
  if (!lock) throw held(folder, readHolder(folder))
  const socket = placeOfSocket?.(folder)
  const holder: LockHolder = { pid: process.pid, since: Date.now(), mode, socket }
  try {
    explaining(`the data folder ${folder}`, () => fs.writeFileSync(holderFile(folder), JSON.stringify(holder)), {
      elsewhere: ELSEWHERE,
    })
  } catch (error) {
    lock.release()
    throw error
  }
  return {
    socket,
    release() {
      fs.rmSync(holderFile(folder), { force: true })
      lock.release()
    },
  }
}

/** True when no host works on the folder; the answer may be old as soon as it is given. */
export function isUnlocked(folder: string): boolean {
  const lock = takeExclusiveLock(path.join(folder, 'lock.sqlite'), 0)
  lock?.release()
  return lock !== null
}

function held(folder: string, holder: LockHolder | null): SaccadeError {
  const who = holder
    ? `process ${holder.pid} (Saccade, ${describeMode(holder.mode)}) since ${new Date(holder.since).toLocaleString('sv-SE')}`
    : 'another Saccade'
  return new SaccadeError('locked', `The data folder ${folder} is in use by ${who}`, {
    hint: 'Close it or let it finish, or use another folder with --data-dir. Commands that look at runs, mark them or change the queue work meanwhile.',
  })
}

function describeMode(mode: string): string {
  if (mode === 'desktop') return 'the window'
  return mode === 'served' ? 'saccade serve' : 'the command line'
}

/** Who holds the folder, or held it when it was killed; null where nobody says so. */
export function readHolder(folder: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(fs.readFileSync(holderFile(folder), 'utf8')))
  } catch {
    return null // It is between taking the lock and saying so, or just ending: the message does without.
  }
}

/** Where it says who holds the folder. */
export function holderFile(folder: string): string {
  return path.join(folder, 'host.json')
}
