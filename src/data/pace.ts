import { setImmediate } from 'node:timers/promises'
import { SaccadeError } from '../shared/errors.ts'

/** Longest stretch of work, in milliseconds, before the event loop gets a turn. */
const STRETCH = 25

export interface Pace {
  /** Lets the event loop run when it has waited long enough. @throws aborted */
  breathe(): Promise<void>
}

/** Keeps long loops over a data set interruptible: call `breathe` every thousand items or so. */
export function createPace(signal?: AbortSignal): Pace {
  let since = performance.now()
  return {
    async breathe() {
      if (performance.now() - since < STRETCH) return
      await setImmediate()
      since = performance.now()
      if (signal?.aborted) throw new SaccadeError('aborted', 'Reading the data was stopped')
    },
  }
}

/** `items.map(transform)` in paced steps. */
export async function mapPaced<In, Out>(
  items: readonly In[],
  transform: (item: In) => Out,
  pace: Pace,
): Promise<Out[]> {
  const results: Out[] = []
  for (const item of items) {
    results.push(transform(item))
    if (results.length % 1000 === 0) await pace.breathe()
  }
  return results
}
