import type { RunId } from '../../shared/contract/runs.ts'
import { findPlaces } from '../../shared/outputs/find-outputs.ts'
import { type ValidationPair, someRows } from '../../shared/outputs/pair-outputs.ts'
import type { OutputRows, OutputsSource } from '../../shared/outputs/run-outputs.ts'
import type { Pace } from '../../shared/pace.ts'
import type { GatherContext } from './gather-context.ts'
import { refusalOf } from './refusal.ts'

/** A question of a panel of outputs, as the board asks it. */
export interface OutputsQuestion {
  readonly runs: readonly RunId[]
  readonly checkpoint: 'best' | 'last'
  readonly where: string
  readonly sort?: { readonly field: string; readonly descending: boolean }
}

const listsOf = (all: readonly OutputRows[]) => new Set(all.map(({ pairs }) => pairs))

/** Tokens of the outputs and of the pairs that these are of, which several may share. */
export function tokensIn(all: readonly OutputRows[]): number {
  let tokens = 0
  for (const pairs of listsOf(all)) for (const pair of pairs) tokens += tokensOf(pair)
  return all.reduce((sum, { outputs }) => sum + outputs.ids.length, tokens)
}

function tokensOf({ source, target, alternatives }: ValidationPair): number {
  return alternatives.reduce((sum, one) => sum + one.length, source.length + target.length)
}

/** The same by the place of the pair. */
async function tokensByPlace(all: readonly OutputRows[], pace: Pace): Promise<ReadonlyMap<number, number>> {
  const tokens = new Map<number, number>()
  const add = (place: number, more: number) => tokens.set(place, (tokens.get(place) ?? 0) + more)
  for (const pairs of listsOf(all)) {
    for (const pair of pairs) add(pair.place, tokensOf(pair))
    await pace.breathe()
  }
  for (const { pairs, outputs } of all) {
    for (const [row, { place }] of pairs.entries()) add(place, outputs.lengths[row] ?? 0)
    await pace.breathe()
  }
  return tokens
}

/**
 * Of each question the places of all pairs: first those that fit it, in its order, then the others in that of the data.
 * @param notes hears which question could not be answered
 * @throws aborted
 */
export async function placesInOrder(
  questions: readonly OutputsQuestion[],
  found: readonly OutputRows[],
  source: OutputsSource,
  notes: Set<string>,
  context: GatherContext,
): Promise<number[][]> {
  const places = new Set<number>()
  for (const pairs of listsOf(found)) for (const { place } of pairs) places.add(place)
  const others = [...places].sort((a, b) => a - b)
  const all: number[][] = []
  for (const [at, question] of questions.entries()) {
    context.tell('Choosing pairs', at, questions.length)
    let fitting: number[] = []
    try {
      fitting = await findPlaces({ ...question, runs: [...question.runs], make: false }, source, context.signal)
    } catch (error) {
      notes.add(`Pairs in the order of the data, not of the board: ${refusalOf(error).message}`)
    }
    all.push([...new Set([...fitting, ...others])])
  }
  return all
}

/** The outputs of the pairs at these places alone; those that shared a list of pairs share one still. */
async function ofPlaces(all: readonly OutputRows[], places: ReadonlySet<number>, pace: Pace): Promise<OutputRows[]> {
  const lists = new Map<readonly ValidationPair[], readonly ValidationPair[]>()
  const few: OutputRows[] = []
  for (const one of all) {
    const rows = [...one.pairs.keys()].filter((row) => places.has(one.pairs[row]?.place ?? -1))
    const pairs = lists.get(one.pairs) ?? rows.flatMap((row) => one.pairs[row] ?? [])
    lists.set(one.pairs, pairs)
    few.push({ ...one, pairs, outputs: someRows(one.outputs, rows) })
    await pace.breathe()
  }
  return few
}

/** The pairs that come first in one of the orders, as many as have room in so many tokens. @throws aborted */
export async function firstWithin(
  all: readonly OutputRows[],
  orders: readonly (readonly number[])[],
  most: number,
  pace: Pace,
): Promise<OutputRows[]> {
  const tokens = await tokensByPlace(all, pace)
  const places = new Set<number>()
  let room = most
  for (const place of inTurn(orders)) {
    if (places.has(place)) continue
    room -= tokens.get(place) ?? 0
    if (room < 0) break
    places.add(place)
  }
  return ofPlaces(all, places, pace)
}

/** The first of each, the second of each, and so on. */
function* inTurn(orders: readonly (readonly number[])[]): Generator<number> {
  const longest = Math.max(0, ...orders.map(({ length }) => length))
  for (let at = 0; at < longest; at++) for (const order of orders) if (at < order.length) yield order[at] ?? -1
}
