import type { ScoreModule } from '../../shared/contract/scores.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { Database } from '../storage/database.ts'
import { possibleTwins } from '../storage/imported-runs.ts'
import { knownSweep } from '../runs/known-sweep.ts'
import type { RunRow } from '../storage/runs.ts'
import { checkGoingOn } from '../tasks.ts'
import { checkFiles, checkMeasured, scoreIn } from './check-run.ts'
import { identityOf, identityOfRow } from './identity.ts'
import { type Lacking, NOTHING_LACKING, lackingOf } from './lacking.ts'
import { BOARD, type Manifest, SWEEP, partEntry, runEntry } from './manifest.ts'
import { nameApart, otherStateOf, statesOf } from './other-state.ts'
import { parseAs, parsed, unfit } from './part.ts'
import { PARTS } from './parts.ts'
import { type RunFile, runFileSchema } from './run-file.ts'
import type { SweepFile } from './sweep-file.ts'
import { type ZipReader, damaged, digestOf, textOf } from './zip-reader.ts'

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
  /** The run here, of no sweep, that this one is a later state of, and takes the place of. */
  readonly replaced: RunRow | null
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
  const json = JSON.stringify(sweep?.definition ?? null)
  const there = sweep && knownSweep(database, { id: sweep.sweep, created: sweep.created, json }).there
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
    const other = await otherStateOf(zip, database, { file, twin: twin?.row ?? null, sweep: there?.id ?? null }, signal)
    const former = other && !other.isLater ? other.row : null
    const isGiven = planned.some((one) => one.replaced?.id === former?.id)
    const replaced = former && former.sweep === null && !isGiven ? former : null
    const known = twin ?? (other?.isLater ? { row: other.row, lacking: NOTHING_LACKING } : null)
    planned.push({
      ...{ score, replaced, isBehind: other?.isLater ?? false, twin: replaced ? null : known },
      former: former?.sweep ? former.id : null,
      file: known || former?.sweep ? file : { ...file, name: nameApart(file.name, statesOf(database, file)) },
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
