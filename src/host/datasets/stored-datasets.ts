import fs from 'node:fs'
import { type Manifest, readManifest, readWhole } from '../../data/folder/manifest.ts'
import { fileName } from '../../shared/data-name.ts'
import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { SplitName } from '../../shared/datasets/splits.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { givenName, neededName } from '../../shared/run-name.ts'
import type { Emit } from '../events.ts'
import type { DataFolder } from '../folder/data-folder.ts'
import { newId } from '../folder/new-id.ts'
import type { Database } from '../storage/database.ts'
import {
  type DatasetRecord,
  deleteDataset,
  discardDatasets,
  discardedDatasets,
  editDataset,
  findDataset,
  insertDataset,
  isDatasetTaken,
  listDatasets,
  putRecipe,
} from '../storage/datasets.ts'
import { parseStored } from '../storage/stored-json.ts'
import {
  bytesOf,
  datasetFolder,
  isSearchable,
  nameFolder,
  removeFolder,
  replaceFolder,
  replacedFolders,
  settleReplaced,
  unfinishedFolders,
  wholeFolders,
} from './dataset-folders.ts'
import { keepOrigin } from './keep-origin.ts'

export interface DatasetStoreParts {
  readonly database: Database
  readonly folder: DataFolder
  readonly emit: Emit
  readonly now: () => number
  /** Hears, in words for people, once each, what could not be deleted. */
  readonly warn?: (fault: string) => void
}

/** What is said of a dataset when it is made; without a name, it is called as its files are. */
export interface NewDataset {
  readonly name: string
  readonly tags: readonly string[]
  readonly description?: string
  readonly parent?: DatasetId
}

/** The datasets of a data folder: what the history knows of them, and their folders. */
export interface DatasetStore {
  list(): StoredDataset[]
  /** @throws not-found */
  get(id: DatasetId): StoredDataset
  /** @throws not-found, storage */
  manifest(id: DatasetId): Manifest
  /** The one of these very pairs, where it can be used. */
  withDigest(digest: string): StoredDataset | undefined
  /** The folder of a dataset. @throws not-found */
  place(id: DatasetId): string
  /** The folder of the one of these very pairs, be it damaged. */
  placeOf(digest: string): string | undefined
  /**
   * Takes a finished folder in under a new id. Where the same pairs are there already, gives that one: its folder stays,
   * or where it is damaged, gone or not looked through for today's findings, the new one takes its place.
   * @throws storage
   */
  adopt(folder: string, what: NewDataset): StoredDataset
  edit(id: DatasetId, change: Parameters<typeof editDataset>[2]): StoredDataset
  discard(ids: readonly DatasetId[]): void
  restore(ids: readonly DatasetId[]): void
  /** Something about a dataset has changed that lists show. */
  tell(): void
  /** Deletes what imports left that were killed, takes in whole folders that the history does not know, and deletes what was discarded before. */
  settle(since?: number): void
  /** Deletes what was discarded, for good; what cannot be deleted is tried again the next time. */
  purge(before?: number): void
  /** What could not be deleted the last time, and why, in words. */
  faults(): string[]
}

export function createDatasetStore({
  database,
  folder,
  emit,
  now,
  warn = () => undefined,
}: DatasetStoreParts): DatasetStore {
  const faults = new Map<string, string>()
  const list = () => listDatasets(database).map((record) => describe(folder, record))
  const tell = () => emit('datasets', { datasets: list() })

  function record(id: DatasetId): DatasetRecord {
    const found = findDataset(database, id)
    if (found) return found
    throw new SaccadeError('not-found', `There is no dataset “${id}”`, {
      hint: { terminal: '`saccade data list` lists the datasets there are.', window: 'It may have been deleted.' },
    })
  }

  const sameAs = (wanted: string) => listDatasets(database).find(({ digest }) => digest === wanted)

  function withDigest(wanted: string): StoredDataset | undefined {
    const same = sameAs(wanted)
    return same && readWhole(datasetFolder(folder, same.id)) && describe(folder, same)
  }

  function insert(id: DatasetId, manifest: Manifest, what: NewDataset) {
    const { digest, pairs, splits, recipe } = manifest
    insertDataset(database, {
      ...{ id, digest, pairs, name: givenName(what.name) || nameOf(manifest) },
      description: what.description ?? '',
      splits_json: JSON.stringify(splits),
      recipe_json: JSON.stringify(recipe),
      parent: what.parent ?? null,
      created: now(),
      tags: what.tags,
    })
  }

  /** Each by itself: what is wrong with one keeps nothing else from being done. */
  function attempt(what: string, words: string, work: () => void): void {
    try {
      work()
      faults.delete(what)
    } catch (error) {
      const fault = `${words} ${toErrorData(error).message}`
      if (faults.get(what) !== fault) warn(fault)
      faults.set(what, fault)
    }
  }

  function purge(before?: number): void {
    for (const id of discardedDatasets(database, before)) {
      attempt(id, `The deleted dataset ${id} still takes room.`, () => {
        // Its folder goes first: what cannot be deleted stays known, and is tried again.
        removeFolder(datasetFolder(folder, id))
        explaining('the history', () => deleteDataset(database, id))
      })
    }
  }

  return {
    list,
    get: (id) => describe(folder, record(id)),
    manifest: (id) => readManifest(datasetFolder(folder, record(id).id)),
    withDigest,
    place: (id) => datasetFolder(folder, record(id).id),
    placeOf(digest) {
      const same = sameAs(digest)
      return same && datasetFolder(folder, same.id)
    },
    adopt(made, what) {
      const manifest = readManifest(made)
      const same = sameAs(manifest.digest)
      if (same) {
        if (isAsGood(datasetFolder(folder, same.id), manifest)) removeFolder(made)
        else {
          const { recipe } = keepOrigin(datasetFolder(folder, same.id), made, manifest)
          replaceFolder(folder, made, same.id)
          explaining('the history', () => putRecipe(database, same.id, JSON.stringify(recipe)))
          tell()
        }
        return describe(folder, same)
      }
      const id = newId('d', (candidate) => isDatasetTaken(database, candidate))
      nameFolder(folder, made, id)
      insert(id, manifest, what)
      tell()
      return describe(folder, record(id))
    },
    edit(id, change) {
      record(id)
      const name = change.name === undefined ? undefined : neededName(change.name)
      editDataset(database, id, { ...change, ...(name !== undefined && { name }) })
      tell()
      return describe(folder, record(id))
    },
    discard(ids) {
      for (const id of ids) record(id)
      discardDatasets(database, ids, now())
      tell()
    },
    restore(ids) {
      const restored = discardDatasets(database, ids, null)
      if (restored < ids.length) throw new SaccadeError('not-found', 'A dataset to bring back is gone for good')
      tell()
    },
    tell,
    settle(since) {
      purge(since)
      let whole: readonly string[] = []
      attempt(folder.datasets, 'Datasets cannot be looked through.', () => {
        for (const name of replacedFolders(folder)) {
          attempt(name, `What a dataset was before is left in ${folder.datasets}.`, () => settleReplaced(folder, name))
        }
        for (const place of unfinishedFolders(folder)) {
          attempt(place, 'What is left of an import still takes room.', () => removeFolder(place))
        }
        whole = wholeFolders(folder)
      })
      for (const id of whole) {
        if (isDatasetTaken(database, id)) continue
        try {
          insert(id, readManifest(datasetFolder(folder, id)), { name: '', tags: [] })
        } catch (error) {
          if (!(error instanceof SaccadeError)) throw error // what cannot be read stays where it is
        }
      }
    },
    purge,
    faults: () => [...faults.values()],
  }
}

/** Whether a folder is whole and of the same pairs, looked through for the same findings. */
function isAsGood(place: string, { digest, findings }: Manifest): boolean {
  const ids = (found: Manifest['findings']) => found.map(({ id }) => id).join(' ')
  const before = readWhole(place) // why it cannot be read does not matter: what was made anew can be
  return before?.digest === digest && ids(before.findings) === ids(findings)
}

/** A dataset is called as its files are, until somebody calls it otherwise. */
function nameOf({ recipe: { files } }: Manifest): string {
  const [first] = files
  const name = fileName(first?.path ?? '')
  return files.length > 1 ? `${name} and ${files.length - 1} more` : name
}

function describe(folder: DataFolder, record: DatasetRecord): StoredDataset {
  const { id, name, tags, description, created, pairs, digest, parent, splits_json } = record
  const place = datasetFolder(folder, id)
  return {
    ...{ id, name, tags, description, created, pairs, digest, parent },
    splits: parseStored(splits_json, `The dataset ${id}`) as Record<SplitName, number>,
    bytes: bytesOf(place),
    searchable: isSearchable(place, pairs),
    ...unreadable(place),
  }
}

function unreadable(place: string): { unreadable?: string } {
  if (fs.existsSync(place)) return {}
  return { unreadable: `Its folder ${place} is gone` }
}
