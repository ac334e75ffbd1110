import { SaccadeError } from '../shared/errors.ts'

/** Long work, each piece under a name by which it can be given up. */
export interface Tasks {
  /** Does a piece of work, which gives up when its caller does, when it is stopped and when the host closes. */
  during<Result>(task: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
  stop(task: string): void
  /** Gives all of it up, and waits until it has. */
  close(): Promise<void>
}

export function createTasks(): Tasks {
  const closing = new AbortController()
  const working = new Set<Promise<unknown>>()
  const stops = new Map<string, AbortController>()
  return {
    async during(task, signal, work) {
      const stop = new AbortController()
      stops.set(task, stop)
      const done = work(AbortSignal.any([signal, closing.signal, stop.signal]))
      const settled = done.catch(() => undefined)
      working.add(settled)
      try {
        return await done
      } finally {
        working.delete(settled)
        if (stops.get(task) === stop) stops.delete(task)
      }
    },
    stop(task) {
      stops.get(task)?.abort()
    },
    async close() {
      closing.abort()
      await Promise.all(working)
    },
  }
}

/** @throws aborted */
export function checkGoingOn(signal: AbortSignal): void {
  if (signal.aborted) throw new SaccadeError('aborted', 'It was given up; nothing is left of it')
}
