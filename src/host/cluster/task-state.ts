import fs from 'node:fs'
import os from 'node:os'
import process from 'node:process'
import { z } from 'zod'
import { systemCode } from '../../shared/system-errors.ts'

const stateSchema = z.object({
  /** `stopped`: with a checkpoint, by a signal; it goes on when it is called again. */
  state: z.enum(['starting', 'running', 'finished', 'failed', 'stopped']),
  reason: z.string(),
  step: z.int().min(0),
  steps: z.int().min(0),
  /** When the process that trains it was last alive, in milliseconds since 1970. */
  heartbeat: z.number(),
  machine: z.string(),
  pid: z.int(),
  /** The end of its log. */
  log: z.array(z.string()),
})

/** How a task stands, as its process wrote it down. */
export type TaskState = z.output<typeof stateSchema>

/** Between two heartbeats, in milliseconds. */
export const HEARTBEAT = 10_000
/** Lines of the log that are kept in the state. */
export const LOG_LINES = 20
/** A task that was silent for so long is lost; clocks of machines differ. In milliseconds. */
const SILENCE = 180_000

/** `waiting`: nobody has begun with it. `lost`: its process ended without a word. */
export type TaskStand = TaskState['state'] | 'waiting' | 'lost'

const stateIn = (text: string): TaskState | null => stateSchema.safeParse(JSON.parse(text)).data ?? null

/** Null where nothing is written down yet, or nothing can be read. */
export function readTaskState(file: string): TaskState | null {
  try {
    return stateIn(fs.readFileSync(file, 'utf8'))
  } catch {
    return null // a file system that is away for a moment keeps nobody from the other tasks
  }
}

/** The same for who looks at many, and must not wait for a slow file system meanwhile. */
export async function lookAtTaskState(file: string): Promise<TaskState | null> {
  try {
    return stateIn(await fs.promises.readFile(file, 'utf8'))
  } catch {
    return null
  }
}

/** @param now in milliseconds since 1970 */
export function standOf(state: TaskState | null, now: number): TaskStand {
  if (!state) return 'waiting'
  if (!isAtWork(state)) return state.state
  const gone = state.machine === os.hostname() && !isAlive(state.pid)
  return gone || now - state.heartbeat > SILENCE ? 'lost' : state.state
}

/** What a process wrote last, and when it was alive for all that is known, by the clock of who looks. */
export interface Heartbeat {
  readonly heartbeat: number
  readonly alive: number
}

/** Clocks of machines differ: what was seen to change was written just now, and what does not change is old, whatever it says. */
export function heardOf({ heartbeat }: TaskState, former: Heartbeat | undefined, now: number): Heartbeat {
  if (!former) return { heartbeat, alive: Math.min(heartbeat, now) }
  return former.heartbeat === heartbeat ? former : { heartbeat, alive: now }
}

/** Whether it was at work when it last wrote. */
export const isAtWork = ({ state }: TaskState): boolean => state === 'starting' || state === 'running'

/** Whether there is a process of this number on this machine. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH'
  }
}
