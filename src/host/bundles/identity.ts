import { createHash } from 'node:crypto'
import { toJson } from '../../shared/to-json.ts'
import type { Database } from '../storage/database.ts'
import { parseStored } from '../storage/stored-json.ts'
import type { RunRow } from '../storage/runs.ts'
import { checkGoingOn } from '../tasks.ts'
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

/**
 * What tells a run from every other: its configuration, when it was made, and the digests of what was measured of it.
 * Names, marks, its state, its log and its checkpoints are left out: they change, or do not go along.
 * @param digests SHA-256 of the telling parts that have lines, by their names
 */
export function identityOf(
  { configuration, created }: { configuration: unknown; created: number },
  digests: ReadonlyMap<string, string>,
): string {
  const parts = PARTS.filter(({ telling }) => telling).map(({ name }) => digests.get(name) ?? '')
  return createHash('sha256')
    .update(JSON.stringify([configuration, created, parts]))
    .digest('hex')
}

/** The same of a run of this history. @throws aborted */
export async function identityOfRow(database: Database, row: RunRow, signal: AbortSignal): Promise<string> {
  const digests = new Map<string, string>()
  for (const { name, telling, read } of PARTS) {
    if (!telling) continue
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

export function isTelling(part: string): boolean {
  return PARTS.some(({ name, telling }) => telling && name === part)
}
