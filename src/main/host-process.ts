import { fork } from 'node:child_process'
import { utilityProcess, type MessagePortMain } from 'electron'
import { createLanes, type Lanes } from '../host/desktop/lanes.ts'
import { textChannel } from '../host/desktop/text-channel.ts'
import { createLineLog, type LineLog, type TextStream } from '../host/workers/line-log.ts'
import type { FromMain } from '../host/desktop/control.ts'
import type { WorkerExit, WorkerLog } from '../host/workers/launcher.ts'
import type { Channel } from '../shared/rpc/channel.ts'
import { pipe } from '../shared/rpc/pipe.ts'
import { portChannel } from '../shared/rpc/port-channel.ts'
import { processChannel } from '../shared/rpc/process-channel.ts'
import { systemFault } from '../shared/system-errors.ts'
import { killProcess, utilityChannel, utilityExit } from './utility-process.ts'

/** The host in a process of its own, whichever kind of process that is. */
export interface HostProcess {
  readonly channel: Channel
  readonly lanes: Lanes
  readonly log: WorkerLog
  readonly exited: Promise<WorkerExit>
  /** Makes the host serve the window that has the other end of this port. */
  connectWindow(port: MessagePortMain): void
  kill(): void
}

export interface HostProgram {
  readonly script: string
  readonly args: readonly string[]
  /** A Node program to run it with instead of a utility process, for an Electron whose Node is too old for the database. */
  readonly node: string | undefined
}

export function startHost(program: HostProgram): HostProcess {
  return program.node === undefined ? startUtilityHost(program) : startNodeHost(program, program.node)
}

function startUtilityHost({ script, args }: HostProgram): HostProcess {
  const child = utilityProcess.fork(script, [...args], { serviceName: 'Saccade host', stdio: 'pipe' })
  const channel = utilityChannel(child)
  const windowPort: FromMain = { kind: 'window-port' }
  return {
    channel,
    lanes: createLanes(channel),
    log: echo(child.stdout, child.stderr),
    exited: utilityExit(child),
    connectWindow: (port) => child.postMessage(windowPort, [port]),
    kill: () => killProcess(child),
  }
}

function startNodeHost({ script, args }: HostProgram, node: string): HostProcess {
  const child = fork(script, [...args], {
    execPath: node,
    execArgv: ['--enable-source-maps'],
    serialization: 'json',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const channel = textChannel(processChannel(child))
  const lanes = createLanes(channel)
  const log = echo(child.stdout, child.stderr)
  let windows = 0
  return {
    channel,
    lanes,
    log,
    exited: new Promise((resolve) => {
      child.once('error', (error) => {
        log.add(`The host cannot be started with ${node}: ${systemFault(error)}`)
        resolve({ code: null, signal: null })
      })
      child.once('close', (code, signal) => resolve({ code, signal }))
    }),
    connectWindow(port) {
      const lane = `window-${++windows}`
      pipe(portChannel(port), lanes.open(lane))
      const message: FromMain = { kind: 'window', lane }
      channel.post(message)
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Keeps the last lines for the message of a crash, and shows all of them where the application was started. */
function echo(...streams: (TextStream | null)[]): LineLog {
  const log = createLineLog()
  log.onLine((line) => process.stderr.write(`${line}\n`))
  for (const stream of streams) if (stream) log.read(stream)
  return log
}
