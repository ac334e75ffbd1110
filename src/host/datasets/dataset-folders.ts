import fs from 'node:fs'
import path from 'node:path'
import { FOLDER_FILES } from '../../data/folder/manifest.ts'
import { datasetIdSchema } from '../../shared/datasets/rows.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders, namesIn } from '../../shared/user-paths.ts'
import type { DataFolder } from '../folder/data-folder.ts'

/** Datasets of so few pairs are looked through as quickly as an index of them would be. */
export const NEEDS_NO_INDEX = 20_000

const UNFINISHED = '.importing-'
/** And the id: what a dataset was that is being made anew. */
const REPLACED = '.replaced-'

export function datasetFolder(folder: DataFolder, id: string): string {
  return path.join(folder.datasets, id)
}

/** A new, empty folder for an import. @throws storage */
export function makeImportFolder(folder: DataFolder): string {
  return explaining(
    `the folder ${folder.datasets}`,
    () => {
      makeFolders(folder.datasets)
      return fs.mkdtempSync(path.join(folder.datasets, UNFINISHED))
    },
    { deed: 'made' },
  )
}

/** Columns and the search index beside the text, for each of its bytes, and what is left for the run. */
const ROOM_PER_BYTE = 3
const ROOM_LEFT = 50e6

/** Looks whether a dataset of so much text has room, so that the disk is not filled beside a run. @throws storage */
export function checkRoom(folder: DataFolder, textBytes: number): void {
  const { bavail, bsize } = explaining(`the folder ${folder.root}`, () => fs.statfsSync(folder.root), { deed: 'read' })
  const [free, needed] = [bavail * bsize, textBytes * ROOM_PER_BYTE + ROOM_LEFT]
  if (free >= needed) return
  throw new SaccadeError(
    'storage',
    `The disk with ${folder.root} has ${inMegabytes(free)} left, and it takes up to ${inMegabytes(needed)}`,
    {
      hint: 'Make room there.',
    },
  )
}

const inMegabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`

/** Gives an imported folder its name, after which it is a dataset. @throws storage */
export function nameFolder(folder: DataFolder, from: string, id: string): void {
  explaining(`the dataset ${id}`, () => fs.renameSync(from, datasetFolder(folder, id)))
}

/** Puts an imported folder in the place of a dataset's, be that one gone. @throws storage */
export function replaceFolder(folder: DataFolder, from: string, id: string): void {
  const place = datasetFolder(folder, id)
  const old = path.join(folder.datasets, `${REPLACED}${id}`)
  explaining(`the dataset ${place}`, () => {
    const isThere = fs.existsSync(place)
    if (isThere) {
      fs.rmSync(old, { recursive: true, force: true })
      fs.renameSync(place, old)
    }
    try {
      fs.renameSync(from, place)
    } catch (error) {
      if (isThere) fs.renameSync(old, place)
      throw error
    }
  })
  try {
    removeFolder(old)
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error
  }
}

/** Folders that were being replaced when the host was killed. @throws storage */
export function replacedFolders(folder: DataFolder): string[] {
  return names(folder).filter((name) => name.startsWith(REPLACED))
}

/** Gives a dataset its folder back where the new one did not get its place, else deletes what was replaced. @throws storage */
export function settleReplaced(folder: DataFolder, replaced: string): void {
  const [old, id] = [path.join(folder.datasets, replaced), replaced.slice(REPLACED.length)]
  if (fs.existsSync(datasetFolder(folder, id))) removeFolder(old)
  else nameFolder(folder, old, id)
}

/** Deletes a folder. @throws storage */
export function removeFolder(place: string): void {
  explaining(`the dataset ${place}`, () => fs.rmSync(place, { recursive: true, force: true }), { deed: 'deleted' })
}

/** Folders that imports left that were killed. @throws storage */
export function unfinishedFolders(folder: DataFolder): string[] {
  return names(folder)
    .filter((name) => name.startsWith(UNFINISHED))
    .map((name) => path.join(folder.datasets, name))
}

function names(folder: DataFolder): string[] {
  return explaining(`the folder ${folder.datasets}`, () => namesIn(folder.datasets), { deed: 'read' })
}

/** Ids of the folders that are whole; what has another name, such as a copy beside one, is left alone. @throws storage */
export function wholeFolders(folder: DataFolder): string[] {
  return names(folder).filter(
    (name) =>
      datasetIdSchema.safeParse(name).success && fs.existsSync(path.join(folder.datasets, name, FOLDER_FILES.manifest)),
  )
}

/** Bytes on the disk. */
export function bytesOf(place: string): number {
  return namesIn(place).reduce((sum, name) => sum + fileSize(path.join(place, name)), 0)
}

export function isSearchable(place: string, pairs: number): boolean {
  return pairs <= NEEDS_NO_INDEX || fs.existsSync(path.join(place, FOLDER_FILES.search))
}

function fileSize(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
