import type { RunSummary } from '../../shared/contract/runs.ts'
import type { DatasetId } from '../../shared/datasets/rows.ts'
import type { StoredDataset } from '../../shared/datasets/stored.ts'

/** The imported dataset that a run was trained on, as it stands today. */
export interface TrainedOn {
  /** As the run names it. */
  readonly id: DatasetId
  /** Which of its rows; empty for all. */
  readonly where: string
  /** SHA-256 of its pairs when the run was made; empty for a run that kept none. */
  readonly digest: string
  /** Where these pairs are to be found; undefined where they are gone. */
  readonly dataset: StoredDataset | undefined
  /** What is no longer as it was, in words; empty where all is. */
  readonly said: string
}

/** Null for a run on other data. */
export function trainedOn(run: Pick<RunSummary, 'settings'>, datasets: readonly StoredDataset[]): TrainedOn | null {
  if (run.settings['data.source.kind'] !== 'dataset') return null
  const text = (path: string): string => {
    const value = run.settings[`data.source.${path}`]
    return typeof value === 'string' ? value : ''
  }
  const [id, where, digest] = [text('dataset'), text('where'), text('digest')]
  const own = datasets.find((one) => one.id === id)
  if (own && (digest === '' || own.digest === digest)) {
    return { id, where, digest, dataset: own, said: own.unreadable ?? '' }
  }
  const twin = digest === '' ? undefined : datasets.find((one) => one.digest === digest)
  if (twin) {
    return { id, where, digest, dataset: twin, said: 'It was deleted; the same pairs were imported anew since.' }
  }
  const said = own
    ? 'Its pairs are others now than those that the run was trained on.'
    : 'It was deleted; the run keeps its results, and cannot be resumed.'
  return { id, where, digest, dataset: own, said }
}
