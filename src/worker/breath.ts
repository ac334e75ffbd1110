import { setImmediate } from 'node:timers/promises'
import { SaccadeError } from '../shared/errors.ts'

/**
 * Lets the event loop run: the host is heard and answered. `what` names the work.
 * @throws aborted when the signal says so
 */
export function createBreath(what: string, signal?: AbortSignal): () => Promise<void> {
  return async () => {
    await setImmediate()
    if (signal?.aborted) throw new SaccadeError('aborted', `${what} was given up`)
  }
}
