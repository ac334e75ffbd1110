import type { Channel } from '../../shared/rpc/channel.ts'
import type { WorkerResources } from './environment.ts'

/** How worker processes are had: forked by the host itself, or asked from Electron's main process. */
export interface WorkerLauncher {
  /** Starts a worker at once; that it cannot be started shows in `exited` and in its lines. */
  launch(resources: WorkerResources): WorkerConnection
}

/** A worker process, however it was started. */
export interface WorkerConnection {
  readonly channel: Channel
  /** Undefined while the process is not there. */
  readonly pid: number | undefined
  /** Ends the process at once, whatever it is doing. Does nothing once it has ended. */
  kill(): void
  /** Resolves when the process has ended and its last message and line have been read. Never rejects. */
  readonly exited: Promise<WorkerExit>
  readonly log: WorkerLog
}

export interface WorkerExit {
  /** Null when a signal ended it, or when it never started. */
  readonly code: number | null
  readonly signal: string | null
}

/** What a worker wrote to its standard output and error. */
export interface WorkerLog {
  /** The latest lines, oldest first. */
  last(): readonly string[]
  onLine(listener: (line: string) => void): () => void
}
