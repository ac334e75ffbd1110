import { fork, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { processChannel } from '../../shared/rpc/process-channel.ts'
import { systemFault } from '../../shared/system-errors.ts'
import { workerEnvironment, type WorkerResources } from './environment.ts'
import type { WorkerConnection, WorkerExit, WorkerLauncher } from './launcher.ts'
import { createLineLog } from './line-log.ts'

/** How long after its end a process' last output is waited for, in milliseconds. */
const LAST_OUTPUT_DEADLINE = 2_000

export interface ForkOptions {
  /** The program of the worker, `out/main/worker.cjs`. */
  readonly entry: string
  readonly arguments?: readonly string[]
  /** The Node to run it; this process' own by default. */
  readonly node?: string
}

/** Launches workers as forked Node processes. */
export function forkLauncher(options: ForkOptions): WorkerLauncher {
  return { launch: (resources) => forkWorker(options, resources) }
}

function forkWorker(options: ForkOptions, resources: WorkerResources): WorkerConnection {
  const child = fork(options.entry, options.arguments ?? [], {
    execPath: options.node ?? process.execPath,
    execArgv: [],
    env: { ...process.env, ...workerEnvironment(resources) },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl+C in a terminal goes to the host alone, which then stops the worker in
    // order. A worker whose host is gone sees its channel close and ends.
    detached: process.platform !== 'win32',
    windowsHide: true,
  })

  const log = createLineLog()
  for (const stream of streamsOf(child)) log.read(stream)

  const exited = new Promise<WorkerExit>((resolve) => {
    // Not the event 'close': it never comes when this side has closed the channel.
    const read = Promise.all([...streamsOf(child).map(ended), disconnected(child)])
    child.once('exit', (code, signal) => {
      const exit = { code, signal }
      void read.then(() => resolve(exit))
      // Its output stays open when somebody else has inherited it.
      setTimeout(() => resolve(exit), LAST_OUTPUT_DEADLINE).unref()
    })
    child.on('error', (error) => {
      log.add(`The worker process failed: ${systemFault(error)}`)
      if (child.pid === undefined) resolve({ code: null, signal: null })
    })
  })

  return {
    channel: processChannel(child),
    pid: child.pid,
    kill: () => void child.kill('SIGKILL'),
    exited,
    log,
  }
}

function disconnected(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('disconnect', resolve))
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve) => stream.once('close', resolve))
}

/** None where the process could not be started: Node then has not made them, whatever its types say. */
function streamsOf({ stdout, stderr }: Partial<ChildProcess>): Readable[] {
  return [stdout, stderr].filter((stream) => stream !== null && stream !== undefined)
}
