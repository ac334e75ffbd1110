import { SaccadeError } from '../../shared/errors.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { findOutputs } from '../../shared/outputs/find-outputs.ts'
import { type ValidationPair, someRows } from '../../shared/outputs/pair-outputs.ts'
import type { OutputRows, OutputsSource } from '../../shared/outputs/run-outputs.ts'
import type { GatherContext } from './gather-context.ts'

/** A question of a panel of outputs, as the board asks it. */
export interface OutputsQuestion {
  readonly runs: readonly RunId[]
  readonly checkpoint: 'best' | 'last'
  readonly where: string
  readonly sort?: { readonly field: string; readonly descending: boolean }
}

/** Tokens of the outputs and of the pairs that these are of, which several may share. */
export function tokensIn(all: readonly OutputRows[]): number {
  const lists = new Set(all.map(({ pairs }) => pairs))
  const ofPairs = [...lists].flat().reduce((sum, pair) => sum + tokensOf(pair), 0)
  return all.reduce((sum, { outputs }) => sum + outputs.ids.length, ofPairs)
}

function tokensOf({ source, target, alternatives }: ValidationPair): number {
  return alternatives.reduce((sum, one) => sum + one.length, source.length + target.length)
}

/** Of each question the places of the pairs that fit it, in its order; none where it cannot be answered. @throws aborted */
export async function placesInOrder(
  questions: readonly OutputsQuestion[],
  source: OutputsSource,
  context: GatherContext,
): Promise<number[][]> {
  const all: number[][] = []
  for (const question of questions) {
    try {
      const asked = { ...question, runs: [...question.runs], offset: 0, count: Infinity, make: false }
      const { rows } = await findOutputs(asked, source, context.signal)
      all.push(rows.map(({ place }) => place))
    } catch (error) {
      if (!(error instanceof SaccadeError) || error.code === 'aborted') throw error
    }
  }
  return all
}

/** The outputs of the pairs at these places alone; those that shared a list of pairs share one still. */
export function ofPlaces(all: readonly OutputRows[], places: ReadonlySet<number>): OutputRows[] {
  const lists = new Map<readonly ValidationPair[], readonly ValidationPair[]>()
  return all.map((one) => {
    const rows = [...one.pairs.keys()].filter((row) => places.has(one.pairs[row]?.place ?? -1))
    const pairs = lists.get(one.pairs) ?? rows.flatMap((row) => one.pairs[row] ?? [])
    lists.set(one.pairs, pairs)
    return { ...one, pairs, outputs: someRows(one.outputs, rows) }
  })
}

/** The pairs that come first in one of the orders, as many as have room in so many tokens. */
export function firstWithin(
  all: readonly OutputRows[],
  orders: readonly (readonly number[])[],
  most: number,
): OutputRows[] {
  let count = Math.max(0, ...orders.map(({ length }) => length))
  for (;;) {
    const few = ofPlaces(all, new Set(orders.flatMap((order) => order.slice(0, count))))
    const tokens = tokensIn(few)
    if (tokens <= most || count === 0) return few
    count = Math.min(count - 1, Math.floor((0.95 * count * most) / tokens))
  }
}
