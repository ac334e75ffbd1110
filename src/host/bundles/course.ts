import { z } from 'zod'
import type { Database } from '../storage/database.ts'
import type { RunRow } from '../storage/runs.ts'
import { checkGoingOn } from '../tasks.ts'
import { partEntry } from './manifest.ts'
import { type Part, parseAs } from './part.ts'
import { EVALUATIONS, METRICS } from './parts.ts'
import type { RunFile } from './run-file.ts'
import { type ZipReader, linesOf } from './zip-reader.ts'

/** Which of two courses goes on from the other; `neither` where they are the same. */
type Ahead = 'here' | 'there' | 'neither'

/** Some numbers over steps, as a line of its part has them. */
interface Told {
  readonly curve: string
  readonly steps: readonly number[]
  readonly values: readonly unknown[]
}
const toldSchema = z.union([
  z
    .object({ step: z.number(), time: z.number() })
    .transform(({ step, time }): Told => ({ curve: '', steps: [step], values: [time] })),
  z
    .object({ metric: z.string(), steps: z.array(z.number()), values: z.array(z.unknown()) })
    .transform(({ metric, steps, values }): Told => ({ curve: metric, steps, values })),
])

interface Stretch extends Told {
  /** Which one of its curve it is, from 1. */
  readonly number: number
}

/**
 * Whether a run of a bundle and one of this history are states of one course: where and when they were evaluated and all that was logged
 * is the same as far as both have it, and one of them has all of the other. Null where they are not.
 * @throws aborted, bad-data
 */
export async function aheadOf(
  zip: ZipReader,
  database: Database,
  { file, row }: { file: RunFile; row: RunRow },
  signal: AbortSignal,
): Promise<Ahead | null> {
  const ahead = new Set<Ahead>()
  for (const part of [EVALUATIONS, METRICS]) {
    const ours = stretchesOf(linesHere(database, row.id, part))
    const theirs = stretchesOf(linesThere(zip, file, part))
    const next = async (stretches: AsyncGenerator<Stretch, undefined>) => (await stretches.next()).value
    let [one, other] = [await next(ours), await next(theirs)]
    while (one ?? other) {
      checkGoingOn(signal)
      const order = orderOf(one, other)
      if (one && other && order === 0) {
        const both = Math.min(one.steps.length, other.steps.length)
        for (let i = 0; i < both; i++) {
          if (one.steps[i] !== other.steps[i] || one.values[i] !== other.values[i]) return null
        }
        if (one.steps.length > both) ahead.add('here')
        if (other.steps.length > both) ahead.add('there')
      } else {
        ahead.add(order < 0 ? 'here' : 'there')
      }
      if (ahead.size > 1) return null
      const [isOurs, isTheirs] = [order <= 0, order >= 0]
      if (isOurs) one = await next(ours)
      if (isTheirs) other = await next(theirs)
    }
  }
  return [...ahead][0] ?? 'neither'
}

/** Both come in the same order, and in stretches of the same length but for the last of a curve. */
function orderOf(one: Stretch | undefined, other: Stretch | undefined): number {
  if (!one || !other) return one ? -1 : 1
  if (one.curve !== other.curve) return one.curve < other.curve ? -1 : 1
  return one.number - other.number
}

interface PlacedLine {
  readonly value: unknown
  readonly place: string
}

async function* stretchesOf(lines: AsyncIterable<PlacedLine>): AsyncGenerator<Stretch, undefined> {
  let last = { curve: '', number: 0 }
  for await (const { value, place } of lines) {
    const stretch = parseAs(toldSchema, value, place)
    last = { curve: stretch.curve, number: stretch.curve === last.curve ? last.number + 1 : 1 }
    yield { ...stretch, number: last.number }
  }
  return undefined
}

async function* linesHere(database: Database, run: string, part: Part): AsyncIterable<PlacedLine> {
  for (const value of part.read(database, run)) {
    yield { value, place: `What is stored of run ${run}` }
    await new Promise(setImmediate)
  }
}

async function* linesThere(zip: ZipReader, { run }: RunFile, part: Part): AsyncIterable<PlacedLine> {
  const name = partEntry(run, part.name)
  if (!zip.entries.has(name)) return
  for await (const { value, number } of linesOf(zip, name, part.mostLineBytes)) {
    yield { value, place: `Line ${number} of ${name}` }
  }
}
