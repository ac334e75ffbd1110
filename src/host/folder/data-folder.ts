import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import envPaths from 'env-paths'
import { explaining } from '../storage/failures.ts'

/** Where everything lies inside the data folder. */
export interface DataFolder {
  readonly root: string
  readonly database: string
  /** Files that users dropped on the window. */
  readonly files: string
}

/** The folder to use: what the user named, else SACCADE_HOME, else the platform's usual place. Makes nothing. */
export function chooseDataFolder(chosen?: string, env: NodeJS.ProcessEnv = process.env): string {
  // An empty SACCADE_HOME counts as none.
  return path.resolve(chosen ?? (env.SACCADE_HOME || envPaths('saccade', { suffix: '' }).data))
}

export function layOut(root: string): DataFolder {
  return { root, database: path.join(root, 'history.sqlite'), files: path.join(root, 'files') }
}

/** The run's own folder; the worker writes its checkpoints below it. */
export function runFolder(folder: DataFolder, run: string): string {
  return path.join(folder.root, 'runs', run)
}

export function checkpointFolder(folder: DataFolder, run: string): string {
  return path.join(runFolder(folder, run), 'checkpoints')
}

/** @throws storage when the folder cannot be made */
export function makeDataFolder(folder: DataFolder): void {
  explaining(`the data folder ${folder.root}`, () => makeFolders(folder.root))
}

/**
 * As mkdir with `recursive`, which never comes back where a file system such as /proc answers that the parent of the
 * new folder does not exist, although it does.
 */
function makeFolders(folder: string): void {
  if (isFolder(folder)) return
  makeFolders(path.dirname(folder))
  try {
    fs.mkdirSync(folder)
  } catch (error) {
    if (!isFolder(folder)) throw error // another process may have been quicker
  }
}

function isFolder(place: string): boolean {
  return fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false
}
