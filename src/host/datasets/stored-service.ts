import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { DataConfiguration } from '../../shared/config/data.ts'
import type { DatasetFindingHandlers, StoredDatasetHandlers } from '../../shared/contract/datasets.ts'
import type { Recipe } from '../../shared/datasets/recipe.ts'
import type { DatasetId, Selection } from '../../shared/datasets/rows.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { PairsDigest } from '../../data/folder/digest.ts'
import { readManifest } from '../../data/folder/manifest.ts'
import { checkRoom, makeImportFolder } from './dataset-folders.ts'
import type { DatasetStore, DatasetStoreParts, NewDataset } from './stored-datasets.ts'
import { createTasks } from '../tasks.ts'
import { describeFindings } from './describe-findings.ts'
import { createFindingHandlers } from './finding-service.ts'
import { createIndexer } from './indexer.ts'
import { previewImport } from './preview-import.ts'
import { exportFiles, removeParts } from './rows/export-files.ts'
import { createAsking } from './thread/asking.ts'
import { type Data, inDataThread, unlessGivenUp } from './thread/launch.ts'

export interface StoredDatasets {
  readonly handlers: StoredDatasetHandlers & DatasetFindingHandlers
  /** The row of each validation pair of a run on this data; -1 where the dataset has none. @throws bad-data, aborted */
  validationRows(dataset: DatasetId, data: DataConfiguration, signal: AbortSignal): Promise<Int32Array>
  /** Of each of these rows whether the query finds it, 1 or 0. @throws not-found, bad-usage */
  fits(dataset: DatasetId, where: string, rows: Int32Array, signal?: AbortSignal): Promise<Uint8Array>
  /**
   * Imports files that a run is trained on, where no dataset has the same pairs. Null where one has.
   * @throws bad-data where they are others by now, storage where there is no room, aborted
   */
  keepTraining(recipe: Recipe, kept: TrainingData, signal: AbortSignal): Promise<StoredDataset | null>
  /** Makes search indexes that are lacking, one after the other, while nothing else is to be done. */
  indexAll(): void
  /** Ends what works on datasets. */
  close(): Promise<void>
}

/** What a run was trained on, and what the dataset of it is called by. */
export interface TrainingData {
  /** The digest of its pairs, and the bytes of their text. */
  readonly data: PairsDigest
  readonly description: string
  /** Under which name `datasetProgress` tells how far it is. */
  readonly task: string
}

/** Datasets as they are imported, listed, asked and deleted. */
export function createStoredDatasets(store: DatasetStore, { folder, emit }: DatasetStoreParts): StoredDatasets {
  const indexer = createIndexer(store)
  const closing = new AbortController()
  const tasks = createTasks()
  const { during } = tasks
  const asking = createAsking()
  const { ask } = asking

  const teller = (task: string) => (progress: { text: string; done: number; total: number }) =>
    emit('datasetProgress', { task, ...progress })

  /** A question of a selection, with the folder in the place of the id. */
  const of = <Request extends Selection>({ dataset, ...asked }: Request) => ({ ...asked, folder: store.place(dataset) })

  /** Fills a new folder in a thread, takes it in, and has it indexed; given up or failed it leaves nothing. */
  async function make(
    { task, ...what }: Parameters<DatasetStore['adopt']>[1] & { readonly task: string },
    signal: AbortSignal,
    fill: (data: Data, into: string) => Promise<void>,
  ): Promise<StoredDataset> {
    const made = await during(task, signal, async (both) => {
      const into = makeImportFolder(folder)
      try {
        await inDataThread((data) => fill(data, into), { signal: both, onProgress: teller(task) })
        const place = store.placeOf(readManifest(into).digest)
        // What it replaces is let go of before, as no system that keeps open files lets it be renamed, and what was opened since.
        if (place !== undefined) await unlessGivenUp(asking.forget(place), both)
        const dataset = store.adopt(into, what)
        void asking.forget(store.place(dataset.id))
        return dataset
      } finally {
        // Of a finished one it has another name by now.
        fs.rmSync(into, { recursive: true, force: true })
      }
    })
    indexer.request(made.id)
    return store.get(made.id)
  }

  return {
    handlers: {
      ...createFindingHandlers({ store, of, ask, during, teller, make }),
      async list() {
        return store.list()
      },
      async show({ dataset }) {
        const { recipe, files, skipped, findings } = store.manifest(dataset)
        return { ...store.get(dataset), recipe, files, skipped, findings }
      },
      preview: ({ recipe, rows }) => previewImport(recipe, rows),
      async import({ recipe: asked, ...what }, { signal }) {
        const recipe = { ...asked, files: asked.files.map(absolute) }
        const made = await make(what, signal, (data, into) => data.import({ recipe, folder: into }))
        return isKeptQuietly(made) ? store.edit(made.id, asAsked(made, what)) : made
      },
      async stop({ task }) {
        tasks.stop(task)
      },
      async makeSearchable({ dataset, task }, { signal }) {
        if (store.get(dataset).searchable) return
        await during(task, signal, (both) => indexer.make(dataset, both, teller(task)))
      },
      async edit({ dataset, ...change }) {
        return store.edit(dataset, change)
      },
      async discard({ datasets }) {
        for (const id of datasets) void asking.forget(store.place(id))
        store.discard(datasets)
      },
      async restore({ datasets }) {
        store.restore(datasets)
      },
      rows: async (request, { signal }) => ask((data) => data.rows(of(request), { signal }), signal),
      randomRows: async (request, { signal }) => ask((data) => data.randomRows(of(request), { signal }), signal),
      explain: async ({ dataset, row }, { signal }) =>
        ask((data) => data.explain({ folder: store.place(dataset), row }, { signal }), signal),
      findings: async () => describeFindings(),
      count: async (request, { signal }) => ask((data) => data.count(of(request), { signal }), signal),
      tally: async (request, { signal }) => ask((data) => data.tally(of(request), { signal }), signal),
      histogram: async (request, { signal }) => ask((data) => data.histogram(of(request), { signal }), signal),
      heatmap: async (request, { signal }) => ask((data) => data.heatmap(of(request), { signal }), signal),
      async statistics({ dataset }) {
        return store.manifest(dataset).statistics
      },
      async export({ task, ...request }, { signal }) {
        const token = randomUUID().slice(0, 8)
        const asked = { ...of(request), path: path.resolve(request.path), token }
        return during(task, signal, async (both) => {
          try {
            return await inDataThread((data) => data.export(asked), { signal: both, onProgress: teller(task) })
          } finally {
            // A thread that is ended removes nothing itself; of a finished export they have other names by now.
            removeParts(exportFiles(asked.format, asked.path, token))
          }
        })
      },
    },
    async keepTraining(recipe, { data: { digest, bytes }, ...what }, signal) {
      if (store.withDigest(digest)) return null
      checkRoom(folder, bytes)
      return make({ name: '', tags: [BY_TRAINING], ...what }, signal, async (data, into) => {
        await data.import({ recipe, folder: into })
        if (readManifest(into).digest !== digest) throw changedMeanwhile(recipe)
      })
    },
    validationRows: (dataset, data, signal) =>
      // In a thread of its own: it reads as much as a run does when it starts.
      during('', signal, (both) =>
        inDataThread((thread) => thread.validationRows({ folder: store.place(dataset), data }), { signal: both }),
      ),
    fits: (dataset, where, rows, signal) =>
      ask((data) => data.fits({ folder: store.place(dataset), where, rows }, { signal }), signal ?? closing.signal),
    indexAll: () => {
      for (const { id, searchable, unreadable } of store.list()) {
        if (!searchable && unreadable === undefined) indexer.request(id)
      }
    },
    async close() {
      closing.abort()
      await Promise.all([tasks.close(), indexer.close(), asking.end()])
    },
  }
}

/** The tag of datasets that nobody imported, but a training kept. */
const BY_TRAINING = 'by training'

const isKeptQuietly = ({ tags }: StoredDataset) => tags.includes(BY_TRAINING)

/** Who imports what a training has kept already calls it as they like. */
function asAsked({ name, tags }: StoredDataset, asked: NewDataset) {
  return {
    name: asked.name || name,
    tags: [...new Set([...tags, ...asked.tags])].filter((tag) => tag !== BY_TRAINING),
  }
}

function changedMeanwhile({ files }: Recipe): SaccadeError {
  const names = files.map(({ path: file }) => path.basename(file)).join(' and ')
  return new SaccadeError('bad-data', `${names} changed while it was read`, {
    hint: 'The run is trained on what it read first.',
  })
}

type RecipeFile = Parameters<StoredDatasetHandlers['import']>[0]['recipe']['files'][number]

/** A recipe is carried out wherever the next host is started. */
function absolute(file: RecipeFile): RecipeFile {
  const { path: source, targets } = file
  return { ...file, path: path.resolve(source), ...(targets !== undefined && { targets: path.resolve(targets) }) }
}
