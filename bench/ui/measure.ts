import type { Browser } from 'playwright-core'
import type { ServedFolder } from '../../test/e2e/served-app.ts'
import type { HistoryName } from './histories.ts'
import type { Timed } from './page.ts'
import type { Sizes } from './sizes.ts'

/** What a measure works with. */
export interface Bench {
  readonly browser: Browser
  readonly sizes: Sizes
  /** Serves a history, made where it is not there yet. */
  serve(history: HistoryName): Promise<ServedFolder>
  /** A folder of its own, gone at the end. */
  scratch(): string
}

export type Unit = 'ms' | 'MB' | 'frames/s' | 'values/s' | 'bytes/value' | '%'

/** One line of the table. */
export interface Figure {
  /** What of the measure it is. */
  readonly what: string
  readonly unit: Unit
  /** Of every round. */
  readonly values: readonly number[]
  /** Milliseconds of the main thread beside each value; empty where that says nothing. */
  readonly busy: readonly number[]
  /** What a person calls instant; null where none was set. */
  readonly bound: number | null
  readonly better: 'lower' | 'higher'
}

export interface Measure {
  readonly id: string
  readonly title: string
  run(bench: Bench): Promise<Figure[]>
}

export function times(what: string, bound: number | null, rounds: readonly Timed[]): Figure {
  const values = rounds.map(({ wall }) => wall)
  return { what, unit: 'ms', values, busy: rounds.map(({ busy }) => busy), bound, better: 'lower' }
}

export function numbers(
  what: string,
  unit: Unit,
  values: readonly number[],
  { bound = null, better = 'lower' }: { bound?: number | null; better?: 'lower' | 'higher' } = {},
): Figure {
  return { what, unit, values, busy: [], bound, better }
}

/** The results of so many rounds, one after the other. */
export async function rounds<Result>(count: number, once: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let round = 0; round < count; round++) results.push(await once())
  return results
}
