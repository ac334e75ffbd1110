import type { Configuration } from '../../shared/config/configuration.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Database } from '../storage/database.ts'
import { findDataset, listDatasets } from '../storage/datasets.ts'

/** The configuration with its dataset named by id, whatever it was named by, and with the digest of its pairs. @throws bad-data */
export function withDatasetDigest(database: Database, configuration: Configuration): Configuration {
  const { source } = configuration.data
  if (source.kind !== 'dataset') return configuration
  const found =
    findDataset(database, source.dataset) ?? listDatasets(database).find(({ name }) => name === source.dataset)
  if (!found) {
    throw new SaccadeError('bad-data', `There is no dataset “${source.dataset}”`, {
      hint: {
        terminal: '`saccade data list` lists those that are imported.',
        window: 'It may have been deleted: choose another one.',
      },
    })
  }
  const { id: dataset, digest } = found
  return { ...configuration, data: { ...configuration.data, source: { ...source, dataset, digest } } }
}

/** What the data of a run is called where it is an imported dataset; null for all other data. */
export function nameOfDataset(database: Database, { data: { source } }: Configuration): string | null {
  if (source.kind !== 'dataset') return null
  const name = findDataset(database, source.dataset)?.name
  return name === undefined ? null : `${name}${source.where === '' ? '' : ` where ${source.where}`}`
}
