import { fork } from 'node:child_process'
import process from 'node:process'
import { processChannel } from '../../shared/rpc/process-channel.ts'
import { workerEnvironment, type WorkerResources } from './environment.ts'
import type { WorkerConnection, WorkerExit, WorkerLauncher } from './launcher.ts'
import { createLineLog } from './line-log.ts'

/** How long after its end a process' last output is waited for, in milliseconds. */
const LAST_OUTPUT_DEADLINE = 2_000

export interface ForkOptions {
  /** The program of the worker, `out/worker.cjs`. */
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
  if (child.stdout !== null) log.read(child.stdout)
  if (child.stderr !== null) log.read(child.stderr)

  const exited = new Promise<WorkerExit>((resolve) => {
    // 'close' follows 'exit' when all output has been read, unless somebody else holds the pipes open.
    child.once('close', (code, signal) => resolve({ code, signal }))
    child.once('exit', (code, signal) => {
      setTimeout(() => resolve({ code, signal }), LAST_OUTPUT_DEADLINE).unref()
    })
    child.on('error', (error) => {
      log.add(`The worker process failed: ${error.message}`)
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
