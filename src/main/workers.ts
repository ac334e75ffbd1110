import { utilityProcess } from 'electron'
import { workerEnvironment, type WorkerResources } from '../host/workers/environment.ts'
import type { WorkerConnection } from '../host/workers/launcher.ts'
import { createLineLog } from '../host/workers/line-log.ts'
import { killProcess, utilityChannel, utilityExit } from './utility-process.ts'

/** What a training process is called in Electron's list of processes. */
const SERVICE_NAME = 'Saccade training'

export interface Worker extends WorkerConnection {
  /** Calls with the process id as soon as there is one. */
  onStarted(listener: (pid: number) => void): void
}

/** Starts a training process as one of Electron's utility processes; only main can. */
export function startWorker(script: string, resources: WorkerResources): Worker {
  const child = utilityProcess.fork(script, [], {
    env: { ...process.env, ...workerEnvironment(resources) },
    serviceName: SERVICE_NAME,
    stdio: 'pipe',
  })
  const log = createLineLog()
  if (child.stdout) log.read(child.stdout)
  if (child.stderr) log.read(child.stderr)
  return {
    channel: utilityChannel(child),
    get pid() {
      return child.pid
    },
    onStarted(listener) {
      child.once('spawn', () => {
        if (child.pid !== undefined) listener(child.pid)
      })
    },
    kill: () => killProcess(child),
    exited: utilityExit(child),
    log,
  }
}
