import { setImmediate } from 'node:timers/promises'
import { type Pace, createPaceBy } from '../shared/pace.ts'

/** Keeps long loops over a data set interruptible: call `breathe` every thousand items or so. */
export function createPace(signal?: AbortSignal): Pace {
  return createPaceBy(setImmediate, signal)
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
