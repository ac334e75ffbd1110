import type { Database } from './database.ts'
import { prepared } from './sqlite.ts'

/** A row of `dataset` with its tags. */
export interface DatasetRecord {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly digest: string
  readonly pairs: number
  readonly splits_json: string
  readonly recipe_json: string
  readonly parent: string | null
  readonly created: number
  readonly tags: readonly string[]
}

type Row = Omit<DatasetRecord, 'tags'>

const COLUMNS = 'id, name, description, digest, pairs, splits_json, recipe_json, parent, created'

/** Last imported first; those that were discarded are left out. */
export function listDatasets(database: Database): DatasetRecord[] {
  const tags = new Map<string, string[]>()
  const all = prepared<[], { dataset: string; tag: string }>(
    database,
    'SELECT dataset, tag FROM dataset_tag ORDER BY tag',
  )
  for (const { dataset, tag } of all.all()) tags.set(dataset, [...(tags.get(dataset) ?? []), tag])
  return prepared<[], Row>(
    database,
    `SELECT ${COLUMNS} FROM dataset WHERE discarded IS NULL ORDER BY created DESC, rowid DESC`,
  )
    .all()
    .map((row) => ({ ...row, tags: tags.get(row.id) ?? [] }))
}

/** One that is not discarded. */
export function findDataset(database: Database, id: string): DatasetRecord | undefined {
  const row = prepared<[string], Row>(
    database,
    `SELECT ${COLUMNS} FROM dataset WHERE id = ? AND discarded IS NULL`,
  ).get(id)
  if (!row) return undefined
  const tags = prepared<[string], { tag: string }>(
    database,
    'SELECT tag FROM dataset_tag WHERE dataset = ? ORDER BY tag',
  )
  return { ...row, tags: tags.all(id).map(({ tag }) => tag) }
}

/** Whether there is a dataset of that id, be it discarded. */
export function isDatasetTaken(database: Database, id: string): boolean {
  return prepared(database, 'SELECT 1 FROM dataset WHERE id = ?').get(id) !== undefined
}

export function insertDataset(database: Database, { tags, ...row }: DatasetRecord): void {
  database.transaction(() => {
    prepared(
      database,
      `INSERT INTO dataset (${COLUMNS})
       VALUES (@id, @name, @description, @digest, @pairs, @splits_json, @recipe_json, @parent, @created)`,
    ).run(row)
    putTags(database, row.id, tags)
  })()
}

export function editDataset(
  database: Database,
  id: string,
  change: { readonly name?: string; readonly description?: string; readonly tags?: readonly string[] },
): void {
  database.transaction(() => {
    if (change.name !== undefined) prepared(database, 'UPDATE dataset SET name = ? WHERE id = ?').run(change.name, id)
    if (change.description !== undefined) {
      prepared(database, 'UPDATE dataset SET description = ? WHERE id = ?').run(change.description, id)
    }
    if (change.tags) {
      prepared(database, 'DELETE FROM dataset_tag WHERE dataset = ?').run(id)
      putTags(database, id, change.tags)
    }
  })()
}

export function putRecipe(database: Database, id: string, recipe: string): void {
  prepared(database, 'UPDATE dataset SET recipe_json = ? WHERE id = ?').run(recipe, id)
}

function putTags(database: Database, id: string, tags: readonly string[]): void {
  const put = prepared(database, 'INSERT OR IGNORE INTO dataset_tag (dataset, tag) VALUES (?, ?)')
  for (const tag of tags) put.run(id, tag)
}

/** Discards with a way back, or brings back with `when` null. Returns how many were changed. */
export function discardDatasets(database: Database, ids: readonly string[], when: number | null): number {
  const mark = prepared(
    database,
    `UPDATE dataset SET discarded = ? WHERE id = ? AND discarded IS ${when === null ? 'NOT NULL' : 'NULL'}`,
  )
  return database.transaction(() => ids.reduce((sum, id) => sum + mark.run(when, id).changes, 0))()
}

/** Ids of those that were discarded, before a time in milliseconds since 1970 or at all. */
export function discardedDatasets(database: Database, before = Number.MAX_SAFE_INTEGER): string[] {
  return prepared<[number], { id: string }>(database, 'SELECT id FROM dataset WHERE discarded < ?')
    .all(before)
    .map(({ id }) => id)
}

export function deleteDataset(database: Database, id: string): void {
  prepared(database, 'DELETE FROM dataset WHERE id = ?').run(id)
}
