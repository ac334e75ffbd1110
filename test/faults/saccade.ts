/** The real command line as a process, for tests that hurt it. */
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../out/main/cli.cjs', import.meta.url))

/** One line of `--json`. */
export interface Event {
  readonly event: string
  readonly [key: string]: unknown
}

export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningSaccade {
  readonly process: ChildProcess
  readonly events: readonly Event[]
  /** Resolves with the first event, old or new, that fits, and with null at the end of the process. */
  until(fits: (event: Event) => boolean): Promise<Event | null>
  readonly ended: Promise<Outcome>
}

export interface StartOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** A program that starts the command line in its turn, such as `unshare`. */
  readonly through?: readonly string[]
  /** Another user to run it as. */
  readonly uid?: number
  readonly gid?: number
}

export function temporaryFolder(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-fault-'))
}

/** The words to run the command line with. */
export function commandLine(args: readonly string[]): string[] {
  return [process.execPath, CLI, ...args]
}

export function startSaccade(args: readonly string[], options: StartOptions = {}): RunningSaccade {
  const [program = '', ...rest] = [...(options.through ?? []), ...commandLine(args)]
  const child = spawn(program, rest, {
    cwd: options.cwd,
    uid: options.uid,
    gid: options.gid,
    env: { ...process.env, SACCADE_HOME: '/nonexistent/saccade', ...options.env },
  })
  child.stdin.on('error', () => undefined) // it may end without reading
  child.stdin.end(options.input ?? '')
  const events: Event[] = []
  const listeners = new Set<() => void>()
  let stdout = ''
  let stderr = ''
  let unfinished = ''
  let over = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop() ?? ''
    events.push(...lines.flatMap(readEvent))
    for (const listener of [...listeners]) listener()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      over = true
      for (const listener of [...listeners]) listener()
      resolve({ code, stdout, stderr })
    })
  })
  return {
    process: child,
    events,
    ended,
    until(fits) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = events.find(fits)
          if (found === undefined && !over) return
          listeners.delete(look)
          resolve(found ?? null)
        }
        listeners.add(look)
        look()
      })
    },
  }
}

export function saccade(args: readonly string[], options?: StartOptions): Promise<Outcome> {
  return startSaccade(args, options).ended
}

/** The output of a command that must succeed, read as JSON. */
export async function saccadeJson(args: readonly string[], options?: StartOptions): Promise<unknown> {
  const { code, stdout, stderr } = await saccade([...args, '--json'], options)
  if (code !== 0) throw new Error(`saccade ${args.join(' ')} ended with ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

function readEvent(line: string): Event[] {
  if (!line.startsWith('{"event":')) return []
  const value: unknown = JSON.parse(line)
  return isEvent(value) ? [value] : []
}

function isEvent(value: unknown): value is Event {
  return typeof value === 'object' && value !== null && 'event' in value && typeof value.event === 'string'
}

export async function waitUntil(holds: () => boolean, what: string, seconds = 20): Promise<void> {
  const end = Date.now() + 1000 * seconds
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
