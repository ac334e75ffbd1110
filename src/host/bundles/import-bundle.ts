import fs from 'node:fs'
import path from 'node:path'
import { BOARD_BOUNDS } from '../../shared/board/board.ts'
import { toStoredBoard } from '../../shared/board/board-file.ts'
import { readBoard } from '../../shared/board/read-board.ts'
import { type Configuration, configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import type { ImportedBundle, ImportedRun } from '../../shared/contract/bundles.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { explained, explaining, systemCode } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { runFolder } from '../folder/data-folder.ts'
import { newId } from '../folder/new-id.ts'
import type { RunStore } from '../runs/run-store.ts'
import { findBoard, listBoards, putBoard } from '../storage/boards.ts'
import { listCheckpoints, putCheckpoints } from '../storage/checkpoints.ts'
import { moveToRun, showRun } from '../storage/imported-runs.ts'
import { restoreRuns } from '../storage/marks.ts'
import { packPairs, parsePairList } from '../storage/outputs.ts'
import { deleteRuns, getRun, hasRun } from '../storage/runs.ts'
import { isTrusted } from '../storage/score-modules.ts'
import { checkGoingOn } from '../tasks.ts'
import type { ExportHelp } from './export-bundle.ts'
import { type PlannedRun, type Twin, checkEntries, parsed, planRuns, renamedBoard } from './import-plan.ts'
import { lackingCheckpoints, wordsOf } from './lacking.ts'
import { BOARD, MANIFEST, MOST_MANIFEST_BYTES, type Manifest, SWEEP, pairsEntry, readManifest } from './manifest.ts'
import { type PartContext, unfit } from './part.ts'
import { putImportedSweep } from './import-sweep.ts'
import { storeRun } from './store-run.ts'
import { type SweepFile, parseSweepFile } from './sweep-file.ts'
import { type ZipReader, damaged, openZip, textOf } from './zip-reader.ts'

/** A list of validation pairs as JSON, at most. */
const MOST_PAIRS_BYTES = 256 * 1024 ** 2
const MOST_SWEEP_BYTES = 256 * 1024 ** 2

/** Looks at what the runs of a bundle are before anything of it is stored. @throws where they are not to be taken in */
export type Accepts = (configurations: readonly Configuration[]) => void

interface ImportHelp extends ExportHelp {
  readonly accepts?: Accepts
  /** What people know the file by, where it is not its path. */
  readonly name?: string
}

/**
 * Takes in a bundle, whole or not at all. It is looked through first; then each new run is stored bit by bit as one that
 * was deleted, and shown with all the others at the end.
 * @throws bad-data, storage, aborted. Then nothing is stored
 */
export async function importBundle(
  store: RunStore,
  file: string,
  { accepts, name = file, ...help }: ImportHelp,
): Promise<ImportedBundle> {
  const zip = await openZip(file, name, help.signal)
  const begun: RunId[] = []
  /** Under which ids that is stored which runs that are here lack, by their ids in the bundle. */
  const additions = new Map<RunId, RunId>()
  try {
    if (!zip.entries.has(MANIFEST)) throw damaged(name, 'it is a zip file, but no bundle: it has no manifest')
    const manifest = readManifest(await textOf(zip, MANIFEST, MOST_MANIFEST_BYTES))
    await checkEntries(zip, name, manifest, {
      told: new Set([MANIFEST]),
      tell: (done, total) => help.tell('checking the bundle', done, total),
    })
    const sweep = await sweepIn(zip, manifest)
    const planned = await planRuns(zip, manifest, { database: store.database, sweep, signal: help.signal })
    accepts?.(planned.map((one) => configurationSchema.parse(fromStored(one.file.configuration))))
    const context = await pairListsOf(zip, manifest)
    const ids = new Map<RunId, RunId>()
    for (const [done, one] of planned.entries()) {
      help.tell(`run ${done + 1} of ${planned.length}`, done, planned.length)
      const { file: told, twin } = one
      const isAdded = twin !== null && wordsOf(twin.lacking).length > 0
      // What a run that is here lacks is stored as a run of its own first, as everything that comes in.
      const id = twin ? newId('r', (taken) => isTaken(store, taken)) : freeId(store, told.run)
      ids.set(told.run, twin?.row.id ?? id)
      if (twin && !isAdded) continue
      begun.push(id)
      if (twin) additions.set(told.run, id)
      await storeRun(store, zip, { ...one, id, context, signal: help.signal })
    }
    const board = await boardIn(zip, manifest, ids)
    checkGoingOn(help.signal)
    const outcome = show(store, { planned, ids, additions, board, sweep })
    remove(store, [...additions.values()])
    tellAll(store, outcome, planned)
    return outcome
  } catch (error) {
    remove(store, begun)
    throw explained(error, `the data folder ${store.folder.root}`)
  } finally {
    zip.close()
  }
}

/** The id that it had, unless another run has it, or has left its folder behind. */
function freeId(store: RunStore, wanted: RunId): RunId {
  const taken = (id: RunId) => isTaken(store, id)
  return taken(wanted) ? newId('r', taken) : wanted
}

function isTaken({ database, folder }: RunStore, id: RunId): boolean {
  return hasRun(database, id) || fs.existsSync(runFolder(folder, id))
}

/** Lists are small beside what they are lists for: runs of the same data share one. */
async function pairListsOf(zip: ZipReader, { entries }: Manifest): Promise<PartContext> {
  const lists = new Map<string, ReturnType<typeof packPairs>>()
  for (const { name, sha256 } of entries) {
    if (!name.startsWith('pairs/')) continue
    if (name !== pairsEntry(sha256)) throw unfit(name, 'it is not called as its content asks for')
    const text = await textOf(zip, name, MOST_PAIRS_BYTES)
    const list = parsePairList(parsed(text, name))
    if (!list) throw unfit(name, 'it is no list of validation pairs')
    lists.set(sha256, packPairs(list, text))
  }
  return { pairList: (digest) => lists.get(digest) }
}

async function boardIn(zip: ZipReader, { board }: Manifest, ids: ReadonlyMap<RunId, RunId>) {
  if (!board) return null
  const json = parsed(await textOf(zip, BOARD, BOARD_BOUNDS.bytes), BOARD)
  const renamed = renamedBoard(json, ids)
  return { ...board, name: readBoard(renamed).board.name, board_json: toStoredBoard(renamed) }
}

async function sweepIn(zip: ZipReader, { sweep, runs }: Manifest): Promise<SweepFile | null> {
  if (!sweep) return null
  const json = parsed(await textOf(zip, SWEEP, MOST_SWEEP_BYTES), SWEEP)
  return parseSweepFile(json, SWEEP, new Set(runs.map(({ run }) => run)))
}

interface Showing {
  readonly planned: readonly PlannedRun[]
  readonly ids: ReadonlyMap<RunId, RunId>
  readonly additions: ReadonlyMap<RunId, RunId>
  readonly board: Awaited<ReturnType<typeof boardIn>>
  readonly sweep: SweepFile | null
}

/** One transaction makes all of it seen. */
function show(store: RunStore, { planned, ids, additions, board, sweep }: Showing): ImportedBundle {
  const { database } = store
  return explaining('the history', () =>
    database.transaction((): ImportedBundle => {
      const runs = planned.map(({ file, score, twin }): ImportedRun => {
        const id = ids.get(file.run) ?? file.run
        const discarded = twin?.row.discarded ?? null
        if (!twin) showRun(database, id, score)
        else if (discarded !== null) restoreRuns(database, [id])
        const outcome = !twin ? 'new' : discarded === null ? 'known' : 'restored'
        const from = additions.get(file.run)
        const added = twin && from !== undefined ? complete(store, from, twin) : []
        const asksAboutScore = score !== null && !isTrusted(database, score.digest)
        return { run: id, name: twin?.row.name ?? file.name, was: file.run, outcome, added, asksAboutScore }
      })
      return {
        runs,
        board: board && putImportedBoard(database, board),
        sweep: sweep && putImportedSweep(database, sweep, { ids, ...goneOn(planned) }),
      }
    })(),
  )
}

/** Which runs of the bundle are later states of runs here, and which are former ones. */
function goneOn(planned: readonly PlannedRun[]) {
  const formers = planned.flatMap(({ file, former }) => (former ? [[file.run, former] as const] : []))
  const behind = planned.flatMap(({ file, isBehind }) => (isBehind ? [file.run] : []))
  return { formers: new Map(formers), behind: new Set(behind) }
}

/** Gives a run what it lacks, over nothing that it has. Says what that is, in words. */
function complete(store: RunStore, from: RunId, { row, lacking }: Twin): string[] {
  const { database } = store
  // Meanwhile it may have gone on: then its worker writes to the same places, or has, and what it lacked is of another time.
  const now = getRun(database, row.id)
  if (!hasEnded(now.state) || now.updated !== row.updated || now.step !== row.step) return []
  moveToRun(database, from, row.id)
  const folder = store.checkpointFolder(row.id)
  const named = new Set(listCheckpoints(database, row.id).map(({ file }) => file))
  const checkpoints = lackingCheckpoints(database, row.id, lacking.checkpoints)
  for (const name of new Set(checkpoints.map(({ file }) => file))) {
    const place = path.join(folder, name)
    // A file that no row names was left behind by something that was cut off.
    if (named.has(name) && fs.existsSync(place)) continue
    makeFolders(folder)
    fs.renameSync(path.join(store.checkpointFolder(from), name), place)
  }
  putCheckpoints(database, row.id, checkpoints)
  return wordsOf({ ...lacking, checkpoints })
}

function putImportedBoard(
  database: RunStore['database'],
  { board: wanted, name, created, updated, board_json }: NonNullable<Showing['board']>,
): ImportedBundle['board'] {
  const same = listBoards(database).find((row) => row.board_json === board_json)
  if (same) return { board: same.id, name: same.name, outcome: 'known' }
  const taken = (id: string) => findBoard(database, id) !== undefined
  const id = taken(wanted) ? newId('b', taken) : wanted
  putBoard(database, { id, name, board_json, created, updated })
  return { board: id, name, outcome: 'new' }
}

function tellAll(store: RunStore, { runs, sweep }: ImportedBundle, planned: readonly PlannedRun[]): void {
  const changed = runs.filter(({ outcome, added }) => sweep !== null || outcome !== 'known' || added.length > 0)
  // Former states may have left the sweep.
  const formers = planned.flatMap(({ former }) => former ?? [])
  store.announceAll([...changed.map(({ run }) => run), ...formers])
}

/** Takes back what was begun. What cannot be removed now is removed when a host starts, as what was deleted. */
function remove({ database, folder }: RunStore, runs: readonly RunId[]): void {
  for (const run of runs) {
    try {
      fs.rmSync(runFolder(folder, run), { recursive: true, force: true })
      deleteRuns(database, [run])
    } catch (error) {
      if (systemCode(error) === '') throw error
    }
  }
}
