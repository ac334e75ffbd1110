import fs from 'node:fs'
import path from 'node:path'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explained, explaining, systemCode, systemFault } from '../../shared/system-errors.ts'
import { lookAt, makeFolders, namesIn } from '../../shared/user-paths.ts'
import { type DataFolder, checkpointFolder, layOut } from '../folder/data-folder.ts'
import { isUnlocked } from '../folder/folder-lock.ts'
import { listCheckpoints, putCheckpoints } from '../storage/checkpoints.ts'
import { openDatabase } from '../storage/database.ts'
import { logFault } from '../storage/log-fault.ts'
import { logOf } from '../storage/sqlite.ts'
import { type Lost, type RescuedHistory, rescueHistory } from '../storage/rescue-history.ts'
import { listRuns } from '../storage/runs.ts'
import { recallCheckpoints, recallRun } from './recall.ts'

export interface Rescue {
  readonly folder: string
  readonly runs: number
  /** Of the history. */
  readonly rows: number
  /** Checkpoints and dropped files. */
  readonly files: number
  readonly lost: readonly Lost[]
}

type Tell = (what: string) => void

/**
 * Brings what is whole of a data folder into a new one: rows, checkpoints, dropped files. The old one is only read.
 * `tell` hears how far it is.
 * @throws locked where a host works on it; not-found; storage. Then nothing is left at `to`
 */
export async function rescueFolder(root: string, to: string, tell: Tell): Promise<Rescue> {
  const [from, fresh] = [layOut(root), layOut(to)]
  if (!lookAt(from.database, `the data folder ${root}`)) {
    throw new SaccadeError('not-found', `There is no history in ${root}`, { hint: 'Name its folder with --data-dir.' })
  }
  if (lookAt(path.join(root, 'lock.sqlite'), `the data folder ${root}`) && isHeld(root)) {
    throw new SaccadeError('locked', `The data folder ${root} is in use`, { hint: 'Close what works on it first.' })
  }
  const existed = lookAt(to, `the folder ${to}`) !== null
  try {
    return await bringOver(from, fresh, tell)
  } catch (error) {
    for (const name of existed ? namesIn(to) : []) fs.rmSync(path.join(to, name), { recursive: true, force: true })
    if (!existed) fs.rmSync(to, { recursive: true, force: true })
    throw explained(error, `the new data folder ${to}`, { elsewhere: 'Another folder is chosen with --to.' })
  }
}

/** Where the lock cannot even be tried, in a folder that can only be read, nobody of this user's works. */
function isHeld(root: string): boolean {
  try {
    return !isUnlocked(root)
  } catch {
    return false
  }
}

async function bringOver(from: DataFolder, fresh: DataFolder, tell: Tell): Promise<Rescue> {
  makeFolders(fresh.root)
  const { runs, rows, lost } = await rescueRows(from, fresh, tell)
  if (runs === 0 && lost.length > 0) {
    throw new SaccadeError('storage', `Nothing of the history ${from.database} can be read any more`, {
      hint: 'Put a copy of it from a backup in its place.',
    })
  }
  const checkpoints = await copyCheckpoints(from, fresh, lost, tell)
  const dropped = explaining(`the folder ${from.files}`, () => namesIn(from.files), { deed: 'read' })
  tell('copying dropped files')
  const uploaded = dropped.filter((name) => copyFile(from.files, fresh.files, name, null, lost))
  tell('copying datasets')
  const files = checkpoints + uploaded.length + copyDatasets(from, fresh, lost)
  return { folder: fresh.root, runs, rows, files, lost }
}

/** Copies the folders of datasets; one that is not whole says so when it is opened. Returns how many files were copied. */
function copyDatasets(from: DataFolder, fresh: DataFolder, lost: Lost[]): number {
  const look = (folder: string) => explaining(`the folder ${folder}`, () => namesIn(folder), { deed: 'read' })
  const ids = look(from.datasets).filter((name) => !name.startsWith('.'))
  return ids.flatMap((id) => {
    const [old, now] = [path.join(from.datasets, id), path.join(fresh.datasets, id)]
    return look(old).filter((name) => copyFile(old, now, name, null, lost, `dataset ${id}`))
  }).length
}

/** SQLite gets a copy to read: opening a database can change it. */
async function rescueRows(from: DataFolder, fresh: DataFolder, tell: Tell): Promise<RescuedHistory> {
  const lost: Lost[] = []
  const scratch = path.join(fresh.root, 'damaged')
  makeFolders(scratch)
  tell('copying the damaged history')
  const copy = path.join(scratch, path.basename(from.database))
  const unread = copyReadable(from.database, copy)
  if (unread) throw explained(unread, `the history ${from.database}`, { deed: 'read' })
  fs.chmodSync(copy, 0o600)
  const inLog = copyLog(from.database, copy)
  if (inLog) lost.push({ run: null, part: 'newest changes', detail: inLog })
  const rescued = await rescueHistory(copy, fresh.database, {
    tell: (what) => tell(`reading the ${what}`),
    recall: (known) => recallRuns(from, known, lost),
  })
  fs.rmSync(scratch, { recursive: true, force: true })
  return { ...rescued, lost: [...lost, ...rescued.lost] }
}

/** Copies a database's log, where there is one. Gives what is lost of it, null where nothing is. */
function copyLog(database: string, copy: string): string | null {
  const log = logOf(database)
  if (!lookAt(log, `the log ${log}`)) return null
  const unread = copyReadable(log, logOf(copy))
  if (unread) return `the log ${log} cannot be read: ${systemFault(unread)}`
  fs.chmodSync(logOf(copy), 0o600)
  return logFault(copy, log)
}

/** Runs that have a folder and no row, those first that have been at rest for longest. */
async function recallRuns(from: DataFolder, known: ReadonlySet<RunId>, lost: Lost[]) {
  const root = path.join(from.root, 'runs')
  const runs = explaining(`the folder ${root}`, () => namesIn(root), { deed: 'read' }).filter((run) => !known.has(run))
  const recalled = []
  for (const run of runs) {
    const found = await recalling(run, lost, () => recallRun(run, checkpointFolder(from, run)))
    if (found) recalled.push(found)
  }
  return recalled.sort((a, b) => a.time - b.time)
}

/** Null where a run's folder cannot be read, which is then among what is lost. */
async function recalling<Found>(run: RunId, lost: Lost[], recall: () => Promise<Found>): Promise<Found | null> {
  try {
    return await recall()
  } catch (error) {
    if (systemCode(error) === '') throw error
    lost.push({ run, part: 'checkpoints', detail: systemFault(error) })
    return null
  }
}

/** Copies the files that the new history tells of, and lets it tell of those alone that are there. */
async function copyCheckpoints(from: DataFolder, fresh: DataFolder, lost: Lost[], tell: Tell): Promise<number> {
  const database = openDatabase(fresh.database)
  try {
    const drops = ['checkpoint', 'kept_checkpoint'].map((table) =>
      database.prepare(`DELETE FROM ${table} WHERE run = ? AND file = ?`),
    )
    const runs = listRuns(database).map(({ id }) => id)
    let copied = 0
    for (const [index, run] of runs.entries()) {
      tell(`copying the checkpoints of run ${index + 1} of ${runs.length}`)
      const folder = checkpointFolder(from, run)
      if (listCheckpoints(database, run).length === 0) {
        putCheckpoints(database, run, (await recalling(run, lost, () => recallCheckpoints(folder))) ?? [])
      }
      for (const file of new Set(listCheckpoints(database, run).map((record) => record.file))) {
        if (copyFile(folder, checkpointFolder(fresh, run), file, run, lost)) copied++
        else for (const drop of drops) drop.run(run, file)
      }
    }
    return copied
  } finally {
    database.close()
  }
}

/** False where it cannot be read, which is then among what is lost. */
function copyFile(
  from: string,
  to: string,
  name: string,
  run: RunId | null,
  lost: Lost[],
  part = run ? 'checkpoints' : 'dropped files',
): boolean {
  makeFolders(to)
  const unread = copyReadable(path.join(from, name), path.join(to, name))
  if (!unread) return true
  lost.push({ run, part, detail: `${name}: ${systemFault(unread)}` })
  return false
}

/** Faults of the place that is written to; any other is one of the file that is read. */
const NOT_WRITTEN = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EFBIG'])

/**
 * Copies a file or folder. Gives what keeps it from being read, null where nothing does; then nothing of it is left at
 * `to`. @throws what keeps the copy from being written
 */
function copyReadable(from: string, to: string): Error | null {
  try {
    copy(from, to)
    return null
  } catch (error) {
    if (!(error instanceof Error) || systemCode(error) === '' || NOT_WRITTEN.has(systemCode(error))) throw error
    fs.rmSync(to, { recursive: true, force: true })
    return error
  }
}

/** As cpSync, which tells of a full disk as EIO where it copies a folder. */
function copy(from: string, to: string): void {
  if (!fs.statSync(from).isDirectory()) {
    fs.copyFileSync(from, to, fs.constants.COPYFILE_FICLONE)
    return
  }
  makeFolders(to)
  for (const name of fs.readdirSync(from)) copy(path.join(from, name), path.join(to, name))
}
