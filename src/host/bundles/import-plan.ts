import { isDeepStrictEqual } from 'node:util'
import { readBoard } from '../../shared/board/read-board.ts'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import type { ScoreModule } from '../../shared/contract/scores.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { Database } from '../storage/database.ts'
import { possibleTwins } from '../storage/imported-runs.ts'
import { knownSweep } from '../runs/known-sweep.ts'
import type { RunRow } from '../storage/runs.ts'
import { parseStored } from '../storage/stored-json.ts'
import { checkGoingOn } from '../tasks.ts'
import { checkFiles, checkMeasured, scoreIn } from './check-run.ts'
import { identityOf, identityOfRow } from './identity.ts'
import { type Lacking, NOTHING_LACKING, lackingOf } from './lacking.ts'
import { BOARD, type Manifest, SWEEP, partEntry, runEntry } from './manifest.ts'
import { parseAs, unfit } from './part.ts'
import { EVALUATIONS, PARTS } from './parts.ts'
import { type RunFile, runFileSchema } from './run-file.ts'
import type { SweepFile } from './sweep-file.ts'
import { type ZipReader, damaged, digestOf, linesOf, textOf } from './zip-reader.ts'

const MOST_RUN_BYTES = 64 * 1024 ** 2

/** A run of a bundle, as far as it is read before anything is stored. */
export interface PlannedRun {
  readonly file: RunFile
  readonly score: ScoreModule | null
  /** The same run, where it is here already, with what it lacks of what the bundle has of it. */
  readonly twin: Twin | null
  /** Whether the twin is a later state of it: then it has all of it, and lacks nothing. */
  readonly isBehind: boolean
  /** The run of the same sweep here that this one is a later state of. */
  readonly former: RunId | null
}

export interface Twin {
  readonly row: RunRow
  readonly lacking: Lacking
}

/**
 * Looks whether a bundle holds just what its manifest says, byte by byte.
 * @throws bad-data where anything is lacking, too much, of another size or of another content; aborted
 */
export async function checkEntries(
  zip: ZipReader,
  file: string,
  { entries, runs, board, sweep }: Manifest,
  { told, tell }: { told: ReadonlySet<string>; tell: (done: number, total: number) => void },
): Promise<void> {
  const listed = new Set(entries.map(({ name }) => name))
  if (listed.size < entries.length) throw damaged(file, 'its manifest lists a file twice')
  for (const name of zip.entries.keys()) {
    if (!listed.has(name) && !told.has(name))
      throw damaged(file, `it holds ${name}, of which its manifest says nothing`)
  }
  const owners = new Set(runs.map(({ run }) => run))
  for (const { name } of entries) {
    const [kind, owner = ''] = name.split('/')
    if (kind === 'runs' && !owners.has(owner)) throw damaged(file, `${name} belongs to no run of it`)
  }
  if (listed.has(BOARD) !== (board !== null)) throw damaged(file, 'its board and its manifest do not fit')
  if (listed.has(SWEEP) !== (sweep !== undefined)) throw damaged(file, 'its sweep and its manifest do not fit')
  for (const [done, { name, bytes, sha256 }] of entries.entries()) {
    tell(done, entries.length)
    const found = zip.entries.get(name)
    if (!found) throw damaged(file, `${name} is lacking`)
    if (found.bytes !== bytes) throw damaged(file, `${name} has ${found.bytes} bytes instead of ${bytes}`)
    if ((await digestOf(zip, name)) !== sha256) throw damaged(file, `${name} was changed: its SHA-256 is another`)
  }
}

/** Reads what a bundle says of its runs, and finds those that are here already. @throws bad-data, aborted */
export async function planRuns(
  zip: ZipReader,
  { runs, entries }: Manifest,
  { database, sweep, signal }: { database: Database; sweep: SweepFile | null; signal: AbortSignal },
): Promise<PlannedRun[]> {
  const json = sweep && JSON.stringify(sweep.definition)
  const there = sweep && json && knownSweep(database, { id: sweep.sweep, created: sweep.created, json }).there
  const digests = new Map(entries.map(({ name, sha256 }) => [name, sha256]))
  const planned: PlannedRun[] = []
  for (const { run } of runs) {
    checkGoingOn(signal)
    const name = runEntry(run, 'run.json')
    if (!digests.has(name)) throw unfit(name, 'it is lacking')
    const file = parseAs(runFileSchema, parsed(await textOf(zip, name, MOST_RUN_BYTES), name), name)
    if (file.run !== run) throw unfit(name, `it tells of the run ${file.run}`)
    checkFiles(file, [...digests.keys()])
    await checkMeasured(zip, file)
    const score = await scoreIn(zip, file)
    const twin = await twinOf(zip, database, { file, digests }, signal)
    const other = there && twin?.row.sweep !== there.id ? await otherStateOf(zip, database, file, there.id) : null
    planned.push({
      ...{ file, score, isBehind: other?.isLater ?? false, former: other && !other.isLater ? other.row.id : null },
      twin: twin ?? (other?.isLater ? { row: other.row, lacking: NOTHING_LACKING } : null),
    })
  }
  return planned
}

async function twinOf(
  zip: ZipReader,
  database: Database,
  { file, digests }: { file: RunFile; digests: ReadonlyMap<string, string> },
  signal: AbortSignal,
): Promise<Twin | null> {
  const rows = possibleTwins(database, file)
  if (rows.length === 0) return null
  const mine = new Map(PARTS.map(({ name }) => [name, digests.get(partEntry(file.run, name)) ?? '']))
  const identity = identityOf(file, mine)
  for (const row of rows) {
    if ((await identityOfRow(database, row, signal)) !== identity) continue
    const lacking = await lackingOf(zip, database, { file, row, digests }, signal)
    if (lacking) return { row, lacking }
  }
  return null
}

/** The run of a sweep here that is a former or later state of one of a bundle: one of the two has all evaluations of the other. */
async function otherStateOf(
  zip: ZipReader,
  database: Database,
  file: RunFile,
  sweep: string,
): Promise<{ row: RunRow; isLater: boolean } | null> {
  const configuration = JSON.stringify(file.configuration)
  const told: unknown[] = []
  const name = partEntry(file.run, EVALUATIONS.name)
  if (zip.entries.has(name))
    for await (const { value } of linesOf(zip, name, EVALUATIONS.mostLineBytes)) told.push(value)
  for (const row of possibleTwins(database, file)) {
    if (row.sweep !== sweep || row.discarded !== null || row.step === file.step) continue
    const stored = parseStored(row.configuration_json, `The configuration of run ${row.id}`)
    const here = [...EVALUATIONS.read(database, row.id)]
    const both = Math.min(here.length, told.length)
    const isLater = row.step > file.step
    if (JSON.stringify(stored) !== configuration || (isLater ? told : here).length > both) continue
    if (isDeepStrictEqual(here.slice(0, both), told.slice(0, both))) return { row, isLater }
  }
  return null
}

/** A board whose runs have other ids here: everything in it that names a run. @throws bad-data where it is no board */
export function renamedBoard(json: unknown, names: ReadonlyMap<RunId, RunId>): JsonObject {
  readBoard(json)
  const renamed = rename(json as JsonValue, names)
  return isJsonObject(renamed) ? renamed : {}
}

/** Settings under which a board and its panels name a run. */
const NAMING = new Set(['run', 'baseline'])

function rename(value: JsonValue, names: ReadonlyMap<RunId, RunId>): JsonValue {
  if (Array.isArray(value)) return value.map((one) => rename(one, names))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      NAMING.has(key) && typeof inner === 'string' ? (names.get(inner) ?? inner) : rename(inner, names),
    ]),
  )
}

export function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unfit(name, 'it is not JSON')
  }
}
