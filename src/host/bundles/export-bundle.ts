import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { readBoard } from '../../shared/board/read-board.ts'
import { configurationSchema } from '../../shared/config/configuration.ts'
import { fromStored } from '../../shared/config/stored.ts'
import { isOwnScore } from '../../shared/config/own-score.ts'
import type { BundledCheckpoints, ExportedBundle } from '../../shared/contract/bundles.ts'
import type { CheckpointRecord } from '../../shared/contract/recorder.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { explained, explaining } from '../../shared/system-errors.ts'
import { toJson } from '../../shared/to-json.ts'
import { lookAt } from '../../shared/user-paths.ts'
import { checkCheckpointFile } from '../runs/checkpoint-files.ts'
import type { RunStore } from '../runs/run-store.ts'
import { type BoardRow, findBoard } from '../storage/boards.ts'
import { listCheckpoints } from '../storage/checkpoints.ts'
import type { Database } from '../storage/database.ts'
import { isDiscarded } from '../storage/marks.ts'
import { listOutputs, readPairListText } from '../storage/outputs.ts'
import { openStill } from '../storage/run-pages.ts'
import { type RunRow, getRun, hasRun } from '../storage/runs.ts'
import { storedScoreOf } from '../storage/score-modules.ts'
import { parseStored } from '../storage/stored-json.ts'
import { type SweepRow, findSweep, listSweepRuns } from '../storage/sweeps.ts'
import { bytesOfLines } from './identity.ts'
import {
  BOARD,
  type BundleEntry,
  MANIFEST,
  SWEEP,
  checkpointEntry,
  pairsEntry,
  partEntry,
  runEntry,
  writeManifest,
} from './manifest.ts'
import { PARTS } from './parts.ts'
import { toRunFile } from './run-file.ts'
import { toSweepFile } from './sweep-file.ts'
import { type ZipWriter, createZip } from './zip-writer.ts'

export interface ExportWish {
  readonly runs: readonly RunId[]
  readonly board?: string | undefined
  readonly sweep?: string | undefined
  readonly checkpoints: BundledCheckpoints
  readonly path: string
}

export interface ExportHelp {
  readonly signal: AbortSignal
  /** Hears how far it is. */
  readonly tell: (text: string, done: number, total: number) => void
}

/** A run that goes along, with the files of its checkpoints; those that a training may delete are held open. */
interface Going {
  readonly row: RunRow
  readonly checkpoints: readonly CheckpointRecord[]
  readonly held: Map<string, number>
}

/** Writes a bundle to a new file, whole or not at all. @throws not-found, bad-usage, storage, aborted */
export async function exportBundle(store: RunStore, wish: ExportWish, help: ExportHelp): Promise<ExportedBundle> {
  const file = path.resolve(wish.path)
  if (lookAt(file, file, { code: 'bad-usage' })) {
    throw new SaccadeError('bad-usage', `${file} is there already`, {
      hint: 'Name a new file; nothing is overwritten.',
    })
  }
  const part = `${file}.${randomUUID().slice(0, 8)}.part`
  const done = await writeBundle(store, { ...wish, path: part }, help, file)
  explaining(`the bundle ${file}`, () => fs.renameSync(part, file))
  return { ...done, path: file }
}

/** The same to a file that nobody takes for a bundle before it is whole. @param named what a fault calls it */
export async function writeBundle(
  store: RunStore,
  wish: ExportWish,
  help: ExportHelp,
  named = wish.path,
): Promise<ExportedBundle> {
  const { path: file } = wish
  const { still, close } = openStill(store.database)
  const going: Going[] = []
  try {
    const board = wish.board === undefined ? null : boardOf(still, wish.board)
    const sweep = wish.sweep === undefined ? null : sweepOf(still, wish.sweep)
    const wanted = [...wish.runs, ...(board?.runs ?? []), ...(sweep?.runs ?? [])]
    const runs = [...new Set(wanted)].filter((run) => wish.runs.includes(run) || isThere(still, run))
    for (const run of runs) {
      const one = goingRun(store, still, run, wish.checkpoints)
      going.push(one) // first: whatever happens, what it holds is closed
      checkAndHold(store, one)
    }
    if (going.length === 0 && !board && !sweep) throw new SaccadeError('bad-usage', 'No runs are named')
    going.sort((a, b) => a.row.sequence - b.row.sequence)
    const { checkpoints } = wish
    await write(store, still, { board: board?.row ?? null, sweep: sweep?.row ?? null, going, checkpoints }, file, help)
    const gone = (board?.runs ?? []).filter((run) => !runs.includes(run))
    const notes = gone.length === 0 ? [] : [`${counted(gone.length, 'run')} of the board deleted: ${gone.join(', ')}`]
    return { path: file, bytes: fs.statSync(file).size, runs: going.map(({ row }) => row.id), notes }
  } catch (error) {
    fs.rmSync(file, { force: true })
    throw explained(error, `the bundle ${named}`)
  } finally {
    for (const { held } of going) for (const handle of held.values()) fs.closeSync(handle)
    close()
  }
}

const isThere = (database: Database, run: RunId) => hasRun(database, run) && !isDiscarded(database, run)

function boardOf(still: Database, id: string): { row: BoardRow; runs: RunId[] } {
  const row = findBoard(still, id)
  if (!row) throw new SaccadeError('not-found', `There is no board “${id}”`)
  const { board } = readBoard(parseStored(row.board_json, `The board ${id}`))
  return { row, runs: board.runs.map(({ run }) => run) }
}

function sweepOf(still: Database, id: string): { row: SweepRow; runs: RunId[] } {
  const row = findSweep(still, id)
  if (row) return { row, runs: listSweepRuns(still, id).flatMap(({ run }) => run ?? []) }
  throw new SaccadeError('not-found', `There is no sweep “${id}”`)
}

function goingRun(store: RunStore, still: Database, run: RunId, wanted: BundledCheckpoints): Going {
  const row = getRun(still, run)
  // Of one that trains as they are now, since it may have written others since the history was looked at.
  const all = listCheckpoints(hasEnded(row.state) ? still : store.database, run)
  const checkpoints = wanted === 'all' ? all : all.filter(({ kind }) => wanted === 'best' && kind === 'best')
  return { row, checkpoints, held: new Map() }
}

function checkAndHold(store: RunStore, { row, checkpoints, held }: Going): void {
  const folder = store.checkpointFolder(row.id)
  for (const record of checkpoints) {
    checkCheckpointFile(folder, record, 'With `--checkpoints none` the run is exported without.')
    if (hasEnded(row.state) || held.has(record.file)) continue
    held.set(record.file, fs.openSync(path.join(folder, record.file), 'r'))
  }
}

interface Content {
  readonly board: BoardRow | null
  readonly sweep: SweepRow | null
  readonly going: readonly Going[]
  readonly checkpoints: BundledCheckpoints
}

async function write(store: RunStore, still: Database, content: Content, part: string, help: ExportHelp) {
  const { board, sweep, going, checkpoints } = content
  const exported = store.now()
  const zip = createZip(part, new Date(exported), help.signal)
  try {
    const entries: BundleEntry[] = []
    const lists = new Set<string>()
    for (const [done, one] of going.entries()) {
      help.tell(`run ${one.row.id}, ${done + 1} of ${going.length}`, done, going.length)
      entries.push(...(await writeRun(store, still, one, zip)))
      for (const { list } of listOutputs(still, one.row.id)) lists.add(list)
    }
    for (const digest of lists) {
      entries.push(await zip.add(pairsEntry(digest), texts(readPairListText(still, digest))))
    }
    if (board) entries.push(await zip.add(BOARD, texts(board.board_json)))
    if (sweep) entries.push(await zip.add(SWEEP, texts(toJson(toSweepFile(still, sweep)))))
    const manifest = writeManifest({
      ...{ exported, checkpoints, entries },
      runs: going.map(({ row }) => ({
        run: row.id,
        name: row.name,
        data: { name: row.data_name, digest: digestOfData(row) },
      })),
      board: board && { board: board.id, name: board.name, created: board.created, updated: board.updated },
      ...(sweep && { sweep: { sweep: sweep.id, name: sweep.name } }),
    })
    await zip.add(MANIFEST, texts(manifest))
    await zip.end()
  } finally {
    await zip.destroy()
  }
}

async function writeRun(store: RunStore, still: Database, { row, checkpoints, held }: Going, zip: ZipWriter) {
  const run = row.id
  const entries: BundleEntry[] = []
  const module = storedScoreOf(still, run)
  const score = module && isOwnScore(module.file) ? { digest: module.digest, file: module.file } : null
  entries.push(await zip.add(runEntry(run, 'run.json'), texts(toJson(toRunFile(still, row, { score, checkpoints })))))
  if (module) entries.push(await zip.add(runEntry(run, 'score.txt'), texts(module.content)))
  for (const { name, read } of PARTS) {
    const lines = read(still, run)[Symbol.iterator]()
    const first = lines.next()
    if (first.done) continue
    entries.push(await zip.add(partEntry(run, name), bytesOfLines(withFirst(first.value, lines))))
  }
  for (const file of new Set(checkpoints.map((record) => record.file))) {
    const handle = held.get(file)
    const place = path.join(store.checkpointFolder(run), file)
    const stream =
      handle === undefined
        ? fs.createReadStream(place)
        : fs.createReadStream('', { fd: handle, start: 0, autoClose: false })
    // Weights are near noise: packing them takes long and hardly saves anything.
    entries.push(await zip.add(checkpointEntry(run, file), stream as AsyncIterable<Uint8Array>, false))
  }
  return entries
}

function* withFirst(first: unknown, others: Iterator<unknown>): Iterable<unknown> {
  yield first
  for (let next = others.next(); !next.done; next = others.next()) yield next.value
}

function texts(text: string): Uint8Array[] {
  return [new TextEncoder().encode(text)]
}

function digestOfData(row: RunRow): string | null {
  const stored = parseStored(row.configuration_json, `The configuration of run ${row.id}`)
  const { data } = configurationSchema.safeParse(fromStored(stored))
  return (data?.data.source.kind === 'dataset' && data.data.source.digest) || null
}
