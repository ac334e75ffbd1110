import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import type { Database } from '../storage/database.ts'
import type { RunRow } from '../storage/runs.ts'
import { checkGoingOn } from '../tasks.ts'
import { PARTLY, digestOfLine, linesHere, placeOf } from './identity.ts'
import { partEntry } from './manifest.ts'
import type { RunFile } from './run-file.ts'
import { type ZipReader, linesOf } from './zip-reader.ts'

/** What a bundle has of a run, and the same run here has not. */
export interface Lacking {
  /** Places of lines, by the names of their parts. */
  readonly lines: ReadonlyMap<string, ReadonlySet<string>>
  readonly checkpoints: readonly CheckpointRecord[]
}

export const NOTHING_LACKING: Lacking = { lines: new Map(), checkpoints: [] }

/** What is lacking, in words for people; empty where nothing is. */
export function wordsOf({ lines, checkpoints }: Lacking): string[] {
  const count = (part: string) => lines.get(part)?.size ?? 0
  const said: [number, string][] = [
    [checkpoints.length, counted(checkpoints.length, 'checkpoint')],
    [count('outputs'), `the outputs of ${counted(count('outputs'), 'step')}`],
    [count('watched'), counted(count('watched'), 'watched sentence')],
    [count('attention'), `the attention of ${counted(count('attention'), 'kept sentence')}`],
  ]
  return said.flatMap(([n, words]) => (n > 0 ? [words] : []))
}

/**
 * What a run of this history lacks of what a bundle has of it. Null where the two differ in what both have: then they are two runs.
 * One that still trains takes nothing, since its worker writes to the same places.
 * @param digests SHA-256 of the files of the bundle, by their names
 * @throws aborted, bad-data
 */
export async function lackingOf(
  zip: ZipReader,
  database: Database,
  { file, row, digests }: { file: RunFile; row: RunRow; digests: ReadonlyMap<string, string> },
  signal: AbortSignal,
): Promise<Lacking | null> {
  const lines = new Map<string, ReadonlySet<string>>()
  for (const part of PARTLY) {
    const name = partEntry(file.run, part.name)
    const digest = digests.get(name)
    if (digest === undefined) continue
    const here = await linesHere(database, row.id, part, signal)
    if (here.digest === digest) continue
    const lacking = new Set<string>()
    for await (const { value } of linesOf(zip, name, part.mostLineBytes)) {
      const place = placeOf(part, value)
      const found = here.lines.get(place)
      if (found === undefined) lacking.add(place)
      else if (part.telling && found !== digestOfLine(value)) return null
      checkGoingOn(signal)
    }
    if (lacking.size > 0) lines.set(part.name, lacking)
  }
  return hasEnded(row.state)
    ? { lines, checkpoints: lackingCheckpoints(database, row.id, file.checkpoints) }
    : NOTHING_LACKING
}

/** Those of its checkpoints in the bundle that a run here has no row for. */
export function lackingCheckpoints(
  database: Database,
  run: RunId,
  checkpoints: readonly CheckpointRecord[],
): CheckpointRecord[] {
  const here = listCheckpoints(database, run)
  const is = (one: CheckpointRecord, other: CheckpointRecord) =>
    one.kind === other.kind && (one.kind !== 'kept' || one.step === other.step)
  // A file of that name that is another one stays what it is.
  const isInTheWay = ({ file, step, bytes }: CheckpointRecord) =>
    here.some((one) => one.file === file && (one.step !== step || one.bytes !== bytes))
  return checkpoints.filter((one) => !here.some((other) => is(one, other)) && !isInTheWay(one))
}
