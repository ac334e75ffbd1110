import type { RunId } from '../../shared/contract/runs.ts'
import type { Database } from '../storage/database.ts'
import { type MetricRow, insertMetrics } from '../storage/metrics.ts'

/** Rows of a run's curves that its worker told of, and did not wait for. */
interface Told {
  readonly run: RunId
  readonly rows: readonly MetricRow[]
  /** Hears when they are on the disk. */
  stored(): void
  /** Hears why they cannot be stored. */
  failed(error: unknown): void
}

export interface StepsWriter {
  /** Stores rows in a moment, with those of other runs that come until then. */
  add(told: Told): void
  /** Stores all that was added, at once: before anything is stored that comes after it. */
  flush(): void
}

/**
 * Stores what many runs tell of their steps by one flush to the disk, which takes as long for one row as for thousands:
 * what has come while the disk was busy goes together.
 */
export function createStepsWriter(database: Database): StepsWriter {
  let waiting: Told[] = []
  let timer: NodeJS.Immediate | undefined

  function flush(): void {
    clearImmediate(timer)
    timer = undefined
    const all = waiting
    waiting = []
    if (all.length === 0) return
    try {
      database.transaction(() => {
        for (const { run, rows } of all) insertMetrics(database, run, rows)
      })()
    } catch {
      for (const one of all) storeAlone(one) // what is wrong with the rows of one run harms no other
      return
    }
    for (const one of all) one.stored()
  }

  function storeAlone({ run, rows, stored, failed }: Told): void {
    try {
      insertMetrics(database, run, rows)
    } catch (error) {
      failed(error)
      return
    }
    stored()
  }

  return {
    add(told) {
      waiting.push(told)
      timer ??= setImmediate(flush)
    },
    flush,
  }
}
