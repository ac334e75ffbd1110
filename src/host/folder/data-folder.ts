import path from 'node:path'
import process from 'node:process'
import envPaths from 'env-paths'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'

/** Where everything lies inside the data folder. */
export interface DataFolder {
  readonly root: string
  readonly database: string
  /** Files that users dropped on the window. */
  readonly files: string
  /** A folder for each dataset that was imported. */
  readonly datasets: string
}

/** What helps where the data folder cannot be used. */
export const ELSEWHERE = 'Another data folder is chosen with --data-dir or SACCADE_HOME.'

/**
 * The folder to use: what the user named, else SACCADE_HOME, else the platform's usual place. Makes nothing.
 * @throws bad-usage for an empty name, which would be the current folder
 */
export function chooseDataFolder(chosen?: string, env: NodeJS.ProcessEnv = process.env): string {
  if (chosen === '') {
    throw new SaccadeError('bad-usage', '--data-dir is empty', { hint: 'Name a folder; . is the current one.' })
  }
  // An empty SACCADE_HOME counts as none.
  return path.resolve(chosen ?? (env.SACCADE_HOME || envPaths('saccade', { suffix: '' }).data))
}

export function layOut(root: string): DataFolder {
  return {
    root,
    database: path.join(root, 'history.sqlite'),
    files: path.join(root, 'files'),
    datasets: path.join(root, 'datasets'),
  }
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
  explaining(`the data folder ${folder.root}`, () => makeFolders(folder.root), { deed: 'made', elsewhere: ELSEWHERE })
}
