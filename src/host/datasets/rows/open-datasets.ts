import { explaining } from '../../../shared/system-errors.ts'
import { type OpenDataset, openDataset } from './open-dataset.ts'

/** Datasets that stay open between questions. */
export interface OpenDatasets {
  /** Opens a dataset, be it from before, for as long as the work takes. @throws storage, newer-version, what the work throws */
  using<Result>(folder: string, work: (dataset: OpenDataset) => Result | Promise<Result>): Promise<Result>
  /** Lets go of a dataset whose folder changes; who reads of it still goes on to the end. */
  forget(folder: string): void
}

interface Held {
  readonly dataset: OpenDataset
  users: number
  /** Closed by the last one who uses it. */
  isLeft: boolean
}

/** @param most that are kept open when nobody uses them any more */
export function createOpenDatasets(most: number, open: (folder: string) => OpenDataset = openDataset): OpenDatasets {
  const known = new Map<string, Held>()

  const closeUnused = (folder: string, { dataset, users }: Held): void => {
    if (users === 0) explaining(`the dataset ${folder}`, () => dataset.close())
  }

  function forget(folder: string): void {
    const held = known.get(folder)
    if (!held) return
    known.delete(folder)
    held.isLeft = true
    closeUnused(folder, held)
  }

  function hold(folder: string): Held {
    const held = known.get(folder) ?? { dataset: open(folder), users: 0, isLeft: false }
    known.delete(folder) // it comes last again
    known.set(folder, held)
    held.users++
    const [oldest] = known.keys()
    if (known.size > most && oldest !== undefined) forget(oldest)
    return held
  }

  return {
    async using(folder, work) {
      const held = hold(folder)
      try {
        return await work(held.dataset)
      } finally {
        held.users--
        if (held.isLeft) closeUnused(folder, held)
      }
    },
    forget,
  }
}
