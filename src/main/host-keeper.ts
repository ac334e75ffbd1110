import type { MessagePortMain } from 'electron'
import { fromHostSchema, onControl, type FromHost, type FromMain } from '../host/desktop/control.ts'
import type { WorkerResources } from '../host/workers/environment.ts'
import type { ErrorData } from '../shared/errors.ts'
import { pipe } from '../shared/rpc/pipe.ts'
import { createBackOff } from './back-off.ts'
import type { HostProcess } from './host-process.ts'
import type { Worker } from './workers.ts'

const TRIES = 5

export interface HostKeeperOptions {
  readonly startHost: () => HostProcess
  readonly startWorker: (resources: WorkerResources) => Worker
  /** A host serves, the first one or another after it: windows should be connected to it. */
  readonly onReady: () => void
  /** Before a host serves, an older history is brought up to date; so far it is, in words. */
  readonly onUpgrading: (what: string) => void
  /** No host can be had: the data folder is not to be opened, or the host keeps crashing. */
  readonly onFailed: (error: ErrorData) => void
}

/** Keeps one host running for as long as the application does, and its workers for as long as it runs. */
export interface HostKeeper {
  /** Connects a window to the host; false while there is none to connect to. */
  connectWindow(port: MessagePortMain): boolean
  /** Lets a host that serves end in order, and everything at once past the deadline in milliseconds. */
  close(deadline: number): Promise<void>
}

export function keepHost(options: HostKeeperOptions): HostKeeper {
  const backOff = createBackOff(TRIES)
  let host: HostProcess | null = null
  let ready = false
  let closing = false
  let restart: NodeJS.Timeout | undefined
  start()

  function start(): void {
    const started = Date.now()
    const current = options.startHost()
    host = current
    const workers = tendWorkers(current, options.startWorker)
    let failure: ErrorData | null = null

    onControl<FromHost>(current.channel, fromHostSchema, (message) => {
      if (message.kind === 'failed') {
        failure = message.error
        current.kill()
      }
      if (message.kind === 'upgrading') options.onUpgrading(message.what)
      if (message.kind === 'ready') {
        ready = true
        options.onReady()
      }
    })
    void current.exited.then(() => {
      ready = false
      host = null
      // Nobody stores what they find any more, and the next host counts their runs as interrupted.
      workers.kill()
      if (closing) return
      if (failure) {
        options.onFailed(failure)
        return
      }
      const delay = backOff.next(Date.now() - started)
      if (delay === null) options.onFailed(crashError(current.log.last()))
      else restart = setTimeout(start, delay)
    })
  }

  return {
    connectWindow(port) {
      if (host === null || !ready) return false
      host.connectWindow(port)
      return true
    },

    async close(deadline) {
      closing = true
      clearTimeout(restart)
      if (host === null) return
      const current = host
      // Before it serves it hears nothing; whatever it brings up to date, a kill leaves whole.
      if (!ready) current.kill()
      const timer = setTimeout(() => current.kill(), deadline)
      const message: FromMain = { kind: 'close' }
      current.channel.post(message)
      await current.exited
      clearTimeout(timer)
    },
  }
}

/** Starts the workers a host asks for and joins each to its lane. */
function tendWorkers({ channel, lanes }: HostProcess, startWorker: HostKeeperOptions['startWorker']): { kill(): void } {
  const workers = new Map<string, Worker>()
  const post = (message: FromMain): void => channel.post(message)

  onControl<FromHost>(channel, fromHostSchema, (message) => {
    if (message.kind === 'kill') workers.get(message.lane)?.kill()
    if (message.kind === 'launch') launch(message.lane, message.resources)
  })

  function launch(lane: string, resources: WorkerResources): void {
    const worker = startWorker(resources)
    workers.set(lane, worker)
    pipe(worker.channel, lanes.open(lane))
    worker.onStarted((pid) => post({ kind: 'worker-started', lane, pid }))
    worker.log.onLine((line) => post({ kind: 'worker-line', lane, line }))
    void worker.exited.then(({ code, signal }) => {
      workers.delete(lane)
      post({ kind: 'worker-ended', lane, code, signal })
    })
  }

  return {
    kill() {
      for (const worker of workers.values()) worker.kill()
    },
  }
}

function crashError(lines: readonly string[]): ErrorData {
  return {
    code: 'internal',
    message: `The host, which keeps the history and runs the trainings, ended ${TRIES + 1} times in a row.`,
    hint: `Its last words: ${lines.slice(-5).join('\n') || 'none'}`,
    problems: [],
  }
}
