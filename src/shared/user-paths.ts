import fs from 'node:fs'
import path from 'node:path'
import { type Touch, explaining, systemCode } from './system-errors.ts'

/**
 * What is at a path of the user's, null where nothing is. That it may not be looked at does not mean that it is not there.
 * @throws storage (or `touch.code`) for everything but “not there”, naming `place`
 */
export function lookAt(file: string, place: string, touch: Touch = {}): fs.Stats | null {
  return explaining(
    place,
    () => {
      try {
        return fs.statSync(file)
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return null
        throw error
      }
    },
    { deed: 'read', ...touch },
  )
}

/**
 * Makes a folder and those above it. As mkdir with `recursive`, which never comes back where a file system such as
 * /proc answers that the parent of the new folder does not exist, although it does.
 * @throws what the system throws; see `explaining`
 */
export function makeFolders(folder: string): void {
  if (isFolder(folder)) return
  const parent = path.dirname(folder)
  if (parent !== folder) makeFolders(parent)
  try {
    fs.mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error // another process may have been quicker
  }
}

/** The names in a folder, none where there is no such folder. @throws what the system throws; see `explaining` */
export function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
