import { SaccadeError } from './errors.ts'

/** Longest stretch of work, in milliseconds, before the event loop gets a turn. */
const STRETCH = 25

export interface Pace {
  /** Lets the event loop run when it has waited long enough. @throws aborted */
  breathe(): Promise<void>
}

/** @param turn gives the event loop a turn, which a process and a page do differently */
export function createPaceBy(turn: () => Promise<unknown>, signal?: AbortSignal): Pace {
  let since = performance.now()
  return {
    async breathe() {
      if (performance.now() - since < STRETCH) return
      await turn()
      since = performance.now()
      if (signal?.aborted) throw new SaccadeError('aborted', 'Reading the data was stopped')
    },
  }
}
