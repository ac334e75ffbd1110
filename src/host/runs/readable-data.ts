import fs from 'node:fs'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { DataSource } from '../../shared/config/data.ts'
import type { DataFolder } from '../folder/data-folder.ts'
import { datasetFolder } from '../datasets/dataset-folders.ts'
import { sourceFiles } from '../datasets/data-paths.ts'
import type { Database } from '../storage/database.ts'
import { listDatasets } from '../storage/datasets.ts'
import { type RunRow, configurationOf, preparedOf } from '../storage/runs.ts'

/**
 * The configuration of a run as its data can be read: where a file that it was trained on is gone, a dataset of the very same
 * pairs takes its place, which gives the same numbers.
 * @throws storage as {@link configurationOf}
 */
export function readableConfiguration(
  { database, folder }: { readonly database: Database; readonly folder: DataFolder },
  row: RunRow,
): Configuration {
  const configuration = configurationOf(row)
  const { data } = configuration
  const digest = preparedOf(row)?.data?.digest
  if (digest === undefined || hasAlignments(data.source)) return configuration
  if (sourceFiles(data.source).every((file) => fs.existsSync(file))) return configuration
  const same = listDatasets(database).find((record) => record.digest === digest)
  if (!same || !fs.existsSync(datasetFolder(folder, same.id))) return configuration
  return { ...configuration, data: { ...data, source: { kind: 'dataset', dataset: same.id, where: '', digest } } }
}

/** Gold alignments from files, which no dataset holds. */
export const hasAlignments = (source: DataSource): boolean =>
  ('alignments' in source && source.alignments !== undefined) ||
  ('validAlignments' in source && source.validAlignments !== undefined)
