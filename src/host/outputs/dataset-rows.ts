import type { DataSource } from '../../shared/config/data.ts'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { keepNewest } from '../../shared/keep-newest.ts'
import { filesOf } from '../datasets/data-paths.ts'
import { fileStamp } from '../datasets/dataset-files.ts'
import type { StoredDatasets } from '../datasets/stored-service.ts'
import type { Database } from '../storage/database.ts'
import { type DatasetRecord, findDataset, listDatasets } from '../storage/datasets.ts'
import { type RunRow, configurationOf, getRun, listRuns, preparedOf } from '../storage/runs.ts'
import { parseStored } from '../storage/stored-json.ts'
import type { OutputRows } from '../../shared/outputs/run-outputs.ts'
import { createSharedWork } from './shared-work.ts'

/** The rows of so many data are kept. */
const KEPT = 16

/** The one way from the validation pairs that runs evaluate to the rows of a dataset, and back. */
export interface DatasetRows {
  /** The runs trained on the dataset, or on files that it was imported from; the newest first. @throws not-found */
  runsOn(dataset: DatasetId): RunId[]
  /** @throws not-found; bad-usage where the query cannot be read */
  check(dataset: DatasetId, where: string): Promise<void>
  /**
   * Of each row of the outputs, 1 where the query finds the row of the dataset that its pair is.
   * @param dataset by default the one that the run was trained on
   * @throws not-found, bad-usage where there is none, or the query cannot be read; bad-data where its data are others by now
   */
  mask(outputs: OutputRows, where: string, signal?: AbortSignal, dataset?: DatasetId): Promise<Uint8Array>
}

export function createDatasetRows(
  database: Database,
  { validationRows, fits }: Pick<StoredDatasets, 'validationRows' | 'fits'>,
): DatasetRows {
  const known = new Map<string, Int32Array>()
  const share = createSharedWork<Int32Array>()

  /** The row of each validation pair; of the same data once. */
  async function rowsOf(run: RunId, dataset: DatasetId, signal?: AbortSignal): Promise<Int32Array> {
    const row = getRun(database, run)
    const { data } = configurationOf(row)
    const { digest } = recordOf(dataset)
    const own = { ...data, source: sourceIn(data.source, { dataset, digest, trainedOn: digestOf(row) }) }
    const { tokenizer, split } = own
    const key = JSON.stringify([dataset, own.source, split, tokenizer.source, filesOf(own).map(fileStamp)])
    const before = known.get(key)
    if (before) return before
    const rows = await share(key, (shared) => validationRows(dataset, own, shared), signal)
    keepNewest(known, key, rows, KEPT)
    return rows
  }

  function recordOf(dataset: DatasetId): DatasetRecord {
    const record = findDataset(database, dataset)
    if (record) return record
    throw new SaccadeError('not-found', `There is no dataset “${dataset}”`)
  }

  return {
    runsOn(dataset) {
      const record = recordOf(dataset)
      const files = filesIn(record)
      return listRuns(database).flatMap((row) => {
        try {
          return isOf(row, record, files) ? [row.id] : []
        } catch (error) {
          if (error instanceof SaccadeError) return [] // a run that cannot be read is of no dataset
          throw error
        }
      })
    },
    async check(dataset, where) {
      await fits(dataset, where, new Int32Array(0))
    },
    async mask(outputs, where, signal, dataset) {
      const named = dataset ?? datasetOf(database, outputs.run)
      const rows = await rowsOf(outputs.run, named, signal)
      if (rows.length !== outputs.among) {
        throw new SaccadeError(
          'bad-data',
          `Its data have ${rows.length} validation pairs by now, and it had ${outputs.among}`,
          {
            hint: 'Train a run on the data as they are.',
          },
        )
      }
      const own = Int32Array.from(outputs.pairs, ({ place }) => rows[place] ?? -1)
      return fits(named, where, own, signal)
    },
  }
}

/** The dataset that a run was trained on, or the last one imported from its files. @throws bad-usage where there is none */
function datasetOf(database: Database, run: RunId): DatasetId {
  const row = getRun(database, run)
  const { source } = configurationOf(row).data
  const all = listDatasets(database)
  const found =
    (source.kind === 'dataset' ? findDataset(database, source.dataset) : undefined) ??
    all.find(({ digest }) => digest === digestOf(row)) ??
    all.find((record) => isOf(row, record, filesIn(record)))
  if (found) return found.id
  throw new SaccadeError('bad-usage', `“${row.name}” was trained on no dataset, so its pairs are rows of none`, {
    hint: 'Import the files that it was trained on as a dataset.',
  })
}

/** The digest of what a run was trained on; null where it was not started, by an older version, or on generated pairs. */
const digestOf = (row: RunRow): string | null => preparedOf(row)?.data?.digest ?? null

/** Where the pairs of a run are read that are rows of a dataset. */
function sourceIn(
  source: DataSource,
  { dataset, digest, trainedOn }: { dataset: DatasetId; digest: string; trainedOn: string | null },
): DataSource {
  // It may have been imported anew since: the same digest is the same pairs.
  if (source.kind === 'dataset') return { ...source, dataset }
  // The very pairs of its files, which may be others by now, or gone.
  return digest === trainedOn ? { kind: 'dataset', dataset, where: '', digest } : source
}

function isOf(row: RunRow, record: DatasetRecord, files: ReadonlySet<string>): boolean {
  if (digestOf(row) === record.digest) return true
  const { source } = configurationOf(row).data
  switch (source.kind) {
    case 'dataset':
      return source.dataset === record.id || (source.digest !== '' && source.digest === record.digest)
    case 'table':
      return files.has(source.train)
    case 'moses':
      return files.has(source.trainSource)
    default:
      return false
  }
}

/** The files that a dataset was imported from. */
function filesIn({ id, recipe_json: text }: DatasetRecord): Set<string> {
  const recipe = recipeSchema.safeParse(parseStored(text, `The dataset ${id}`))
  return new Set(recipe.success ? recipe.data.files.map(({ path }) => path) : [])
}
