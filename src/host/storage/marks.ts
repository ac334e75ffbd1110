import type { RunId } from '../../shared/contract/runs.ts'
import type { MarkRequest } from '../../shared/contract/run-service.ts'
import type { Database } from './database.ts'

/** Tags of one run, in alphabetical order. */
export function tagsOf(database: Database, run: RunId): string[] {
  return database.prepare<[RunId], string>('SELECT tag FROM tag WHERE run = ? ORDER BY tag').pluck().all(run)
}

/** Makes a function that gives the same of any run, for many runs at once. */
export function tagsReader(database: Database): (run: RunId) => string[] {
  const tags = new Map<RunId, string[]>()
  const rows = database.prepare<[], [RunId, string]>('SELECT run, tag FROM tag ORDER BY run, tag').raw().all()
  for (const [run, tag] of rows) {
    const list = tags.get(run)
    if (list) list.push(tag)
    else tags.set(run, [tag])
  }
  return (run) => tags.get(run) ?? []
}

/** Changes marks of runs that exist, all or none. */
export function markRuns(database: Database, { runs, addTags = [], removeTags = [], ...marks }: MarkRequest): void {
  const columns = Object.entries<unknown>(marks).filter(([, value]) => value !== undefined)
  const put =
    columns.length > 0
      ? database.prepare(`UPDATE run SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ?`)
      : null
  const add = database.prepare('INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)')
  const drop = database.prepare('DELETE FROM tag WHERE run = ? AND tag = ?')
  database.transaction(() => {
    for (const run of runs) {
      put?.run(...columns.map(([, value]) => (typeof value === 'boolean' ? Number(value) : value)), run)
      for (const tag of removeTags) drop.run(run, tag)
      for (const tag of addTags) add.run(run, tag)
    }
  })()
}

/** Takes runs out of every list, with a way back. */
export function discardRuns(database: Database, runs: readonly RunId[], time: number): void {
  const mark = database.prepare('UPDATE run SET discarded = ? WHERE id = ?')
  database.transaction(() => {
    for (const run of runs) mark.run(time, run)
  })()
}

/** Brings discarded runs back. */
export function restoreRuns(database: Database, runs: readonly RunId[]): void {
  const mark = database.prepare('UPDATE run SET discarded = NULL WHERE id = ?')
  database.transaction(() => {
    for (const run of runs) mark.run(run)
  })()
}

export function isDiscarded(database: Database, run: RunId): boolean {
  return database.prepare('SELECT 1 FROM run WHERE id = ? AND discarded IS NOT NULL').get(run) !== undefined
}

export function discardedRuns(database: Database): RunId[] {
  return database.prepare<[], RunId>('SELECT id FROM run WHERE discarded IS NOT NULL').pluck().all()
}
