import { toErrorData } from '../../../shared/errors.ts'
import { type Data, type DataThread, givenUp, startDataThread } from './launch.ts'

/** How long a thread may give no turn once somebody has given his question up, in milliseconds. */
const PATIENCE = 2000

/** Questions about datasets, all to one thread, which keeps open what was asked about last. */
export interface Asking {
  /** @throws aborted, worker-lost, what the work throws */
  ask<Answer>(work: (data: Data) => Promise<Answer>, signal: AbortSignal): Promise<Answer>
  /** Lets go of a dataset, where it is open; what is asked later opens it anew. Never rejects. */
  forget(folder: string): Promise<void>
  end(): Promise<void>
}

/**
 * One question can hold a thread for years: an expression such as `^(a+)+$` gives no other work a turn, and so does not hear
 * that it was given up. Such a thread is ended, and another one answers what else it had been asked.
 */
export function createAsking(): Asking {
  let thread: DataThread | null = null
  const stuck = new WeakSet<DataThread>()

  const drop = (asked: DataThread): void => {
    if (thread === asked) thread = null
  }

  async function endIfStuck(asked: DataThread): Promise<void> {
    const timer = setTimeout(() => {
      stuck.add(asked)
      drop(asked)
      void asked.end()
    }, PATIENCE)
    await asked.ask((data) => data.turn()).catch(() => undefined)
    clearTimeout(timer)
  }

  async function ask<Answer>(work: (data: Data) => Promise<Answer>, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw givenUp()
    const asked = (thread ??= startDataThread())
    const look = (): void => void endIfStuck(asked)
    signal.addEventListener('abort', look, { once: true })
    try {
      return await asked.ask(work)
    } catch (error) {
      if (toErrorData(error).code !== 'worker-lost') throw error
      drop(asked)
      if (!stuck.has(asked)) throw error
    } finally {
      signal.removeEventListener('abort', look)
    }
    return ask(work, signal)
  }

  return {
    ask,
    async forget(folder) {
      // A thread that is gone has nothing open.
      await thread?.ask((data) => data.forget({ folder })).catch(() => undefined)
    },
    async end() {
      await thread?.end()
    },
  }
}
