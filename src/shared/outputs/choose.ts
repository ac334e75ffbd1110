import type { LeftOutRun } from '../contract/comparison.ts'
import type { RunId } from '../contract/runs.ts'
import { type ErrorCode, SaccadeError } from '../errors.ts'
import { sentence } from '../error-sentence.ts'
import type { RunOutputs } from './run-outputs.ts'

export interface NamedRun {
  readonly run: RunId
  readonly name: string
}

/** What can go wrong with one run and leaves the others to be looked at. */
const OF_ONE_RUN: readonly ErrorCode[] = ['not-found', 'storage', 'newer-version', 'bad-data', 'bad-usage', 'bad-score']

export interface Choice {
  readonly leftOut: LeftOutRun[]
  /** What `look` makes of each run, without those of which it says why they cannot take part. */
  each<From extends NamedRun, To>(runs: readonly From[], look: (run: From) => To | Promise<To>): Promise<To[]>
}

export function createChoice(): Choice {
  const leftOut: LeftOutRun[] = []
  return {
    leftOut,
    async each<From extends NamedRun, To>(runs: readonly From[], look: (run: From) => To | Promise<To>) {
      const made: To[] = []
      for (const one of runs) {
        try {
          made.push(await look(one))
        } catch (error) {
          if (!(error instanceof SaccadeError) || !OF_ONE_RUN.includes(error.code)) throw error
          leftOut.push({ run: one.run, name: one.name, reason: sentence(error) })
        }
      }
      return made
    },
  }
}

/** Each reason once, with the names of the runs that it is of. */
export function byReason(leftOut: readonly LeftOutRun[]): { reason: string; names: string[] }[] {
  const names = new Map<string, string[]>()
  for (const { name, reason } of leftOut) names.set(reason, [...(names.get(reason) ?? []), name])
  return Array.from(names, ([reason, of]) => ({ reason, names: of }))
}

/** Of the pairs that both evaluate, each must be the same in both. @throws bad-usage */
export function checkSamePairs(one: RunOutputs, first: RunOutputs, nameOfFirst: string): void {
  if (one.pairs === first.pairs) return // stored once for both
  const rows = rowsByPlace(one)
  const differs = first.pairs.findIndex(({ place }, row) => {
    const own = rows.get(place)
    return own !== undefined && !samePair(first, row, one, own)
  })
  if (differs < 0 && one.among === first.among) return
  const where =
    differs >= 0
      ? `the first difference is in pair ${(first.pairs[differs]?.place ?? 0) + 1}`
      : `${one.among} instead of ${first.among}`
  throw new SaccadeError('bad-usage', `It has other validation pairs than “${nameOfFirst}”: ${where}`, {
    hint: 'Compare runs of the same data and split seed.',
  })
}

function samePair(left: RunOutputs, leftRow: number, right: RunOutputs, rightRow: number): boolean {
  // Runs that share a list share its pairs.
  if (left.pairs[leftRow] === right.pairs[rightRow]) return true
  if (left.source(leftRow) !== right.source(rightRow)) return false
  const [ours, theirs] = [left.references(leftRow), right.references(rightRow)]
  return ours.length === theirs.length && ours.every((reference, at) => reference === theirs[at])
}

function rowsByPlace({ pairs }: RunOutputs): Map<number, number> {
  return new Map(pairs.map(({ place }, row) => [place, row]))
}

/** The pairs that all runs evaluate: for each run its rows, in the order of the data. */
export function rowsInCommon(runs: readonly RunOutputs[]): Int32Array[] {
  const [first] = runs
  if (first && runs.every(({ pairs }) => pairs === first.pairs)) {
    const all = Int32Array.from(first.pairs.keys())
    return runs.map(() => all)
  }
  const places = runs.map(rowsByPlace)
  const common = (first?.pairs ?? []).filter(({ place }) => places.every((known) => known.has(place)))
  return places.map((known) => Int32Array.from(common, ({ place }) => known.get(place) ?? -1))
}
