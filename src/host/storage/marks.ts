import type { RunId } from '../../shared/contract/runs.ts'
import type { MarkRequest } from '../../shared/contract/run-service.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { MOST_TAGS } from '../../shared/run-marks.ts'
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

/** Changes marks of runs that exist, all or none. @throws bad-usage where one would have more tags than a run may have */
export function markRuns(database: Database, { runs, addTags = [], removeTags = [], ...marks }: MarkRequest): void {
  const columns = Object.entries<unknown>(marks).filter(([, value]) => value !== undefined)
  const put =
    columns.length > 0
      ? database.prepare(`UPDATE run SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE id = ?`)
      : null
  const add = database.prepare('INSERT OR IGNORE INTO tag (run, tag) VALUES (?, ?)')
  const count = database.prepare<[RunId], number>('SELECT count(*) FROM tag WHERE run = ?').pluck()
  const drop = database.prepare('DELETE FROM tag WHERE run = ? AND tag = ?')
  database.transaction(() => {
    for (const run of runs) {
      put?.run(...columns.map(([, value]) => (typeof value === 'boolean' ? Number(value) : value)), run)
      for (const tag of removeTags) drop.run(run, tag)
      const added = addTags.filter((tag) => add.run(run, tag).changes > 0)
      const tags = added.length > 0 ? (count.get(run) ?? 0) : 0
      if (tags > MOST_TAGS) throw tooManyTags(run, tags)
    }
  })()
}

function tooManyTags(run: RunId, tags: number): SaccadeError {
  return new SaccadeError('bad-usage', `Run ${run} would have ${counted(tags, 'tag')}; ${MOST_TAGS} are the most`, {
    hint: 'No run was changed. Take tags away that are not needed.',
  })
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

/** @param before only those that were discarded before this time, in milliseconds since 1970 */
export function discardedRuns(database: Database, before = Infinity): RunId[] {
  return database.prepare<[number], RunId>('SELECT id FROM run WHERE discarded < ?').pluck().all(before)
}
