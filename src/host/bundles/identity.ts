import { createHash } from 'node:crypto'
import { isJsonObject } from '../../shared/config/assign.ts'
import { toJson } from '../../shared/to-json.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'
import type { RunRow } from '../storage/runs.ts'
import { checkGoingOn } from '../tasks.ts'
import type { Part } from './part.ts'
import { PARTS } from './parts.ts'

/** So many bytes of lines are put together before somebody else has a turn. */
const TURN_BYTES = 256 * 1024

/** The lines of a part as bytes, in pieces. */
export async function* bytesOfLines(lines: Iterable<unknown>): AsyncIterable<Uint8Array> {
  let texts: string[] = []
  let length = 0
  const encoder = new TextEncoder()
  for (const line of lines) {
    const text = `${toJson(line)}\n`
    texts.push(text)
    if ((length += text.length) < TURN_BYTES) continue
    yield encoder.encode(texts.join(''))
    texts = []
    length = 0
    await new Promise(setImmediate)
  }
  if (texts.length > 0) yield encoder.encode(texts.join(''))
}

/** Parts that a run has all of, or is another run. */
const WHOLE = PARTS.filter(({ telling, places }) => telling && !places)
/** Parts of which a run may have more in one place than in another. */
export const PARTLY = PARTS.filter(({ places }) => places !== undefined)

/**
 * What tells a run from every other: its configuration, when it was made, and the digests of what was measured of it.
 * Names, marks, its state, its log and its checkpoints are left out: they change, or do not go along. Sentences and their maps
 * are compared one by one, since there may be more of them in one place than in another.
 * @param digests SHA-256 of the parts that have lines, by their names
 */
export function identityOf(
  { configuration, created }: { configuration: unknown; created: number },
  digests: ReadonlyMap<string, string>,
): string {
  const parts = WHOLE.map(({ name }) => digests.get(name) ?? '')
  return createHash('sha256')
    .update(JSON.stringify([configuration, created, parts]))
    .digest('hex')
}

/** The same of a run of this history. @throws aborted */
export async function identityOfRow(database: Database, row: RunRow, signal: AbortSignal): Promise<string> {
  const digests = new Map<string, string>()
  for (const { name, read } of WHOLE) {
    const hash = createHash('sha256')
    let bytes = 0
    for await (const piece of bytesOfLines(read(database, row.id))) {
      checkGoingOn(signal)
      hash.update(piece)
      bytes += piece.length
    }
    if (bytes > 0) digests.set(name, hash.digest('hex'))
  }
  const configuration = parseStored(row.configuration_json, `The configuration of run ${row.id}`)
  return identityOf({ configuration, created: row.created }, digests)
}

/** Digests of the lines that a run of this history has of a part, by their places, and of all of them. @throws aborted */
export async function linesHere(database: Database, run: string, part: Part, signal: AbortSignal) {
  const all = createHash('sha256')
  const lines = new Map<string, string>()
  let length = 0
  for (const line of part.read(database, run)) {
    const text = toJson(line)
    all.update(`${text}\n`)
    lines.set(placeOf(part, line), digestOfText(text))
    if ((length += text.length) < TURN_BYTES) continue
    length = 0
    await new Promise(setImmediate)
    checkGoingOn(signal)
  }
  return { lines, digest: all.digest('hex') }
}

/** What tells a line of a part from its others. */
export function placeOf({ places = [] }: Part, line: unknown): string {
  return JSON.stringify(isJsonObject(line) ? places.map((name) => line[name]) : null)
}

export const digestOfLine = (line: unknown): string => digestOfText(toJson(line))

function digestOfText(text: string): string {
  return createHash('sha256').update(text).digest('base64')
}
