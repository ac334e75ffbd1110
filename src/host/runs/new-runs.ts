import type { JsonObject } from '../../shared/config/assign.ts'
import { checkConfiguration, parseConfiguration } from '../../shared/config/check.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { ScoreModule } from '../../shared/contract/scores.ts'
import { nameOfData } from '../../shared/data-name.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { absoluteData } from '../datasets/data-paths.ts'
import { newId } from '../folder/new-id.ts'
import { trustedScore, withAbsoluteScore } from '../scores/own-scores.ts'
import { type NewRun, hasRun, insertRun } from '../storage/runs.ts'
import { nameOfDataset, withDatasetDigest } from './named-dataset.ts'
import { nameOfRun } from './naming.ts'
import type { RunStore } from './run-store.ts'

/** What a run is made of, before it is stored. */
export interface CheckedRun {
  readonly configuration: Configuration
  readonly score: ScoreModule | null
}

/**
 * Everything that can be wrong with runs before any of them is stored: their settings, their datasets, and code of the user's own
 * that was not said yes to. Files in them are then named from the root.
 * @throws bad-configuration, not-found, refused
 */
export function checkNewRuns(store: RunStore, configurations: readonly JsonObject[]): CheckedRun[] {
  const checked = checkAll(configurations).map((configuration) => withDatasetDigest(store.database, configuration))
  return checked.map((configuration) => ({ configuration, score: trustedScore(store, configuration) }))
}

/** Checks all before any is stored; with several, a problem's path starts with the number of its configuration. */
function checkAll(configurations: readonly JsonObject[]): Configuration[] {
  const [only] = configurations
  if (configurations.length === 1) return [parseConfiguration(only)].map(withAbsoluteFiles)
  const problems: Problem[] = []
  const checked: Configuration[] = []
  configurations.forEach((value, index) => {
    const check = checkConfiguration(value)
    if (check.ok) checked.push(check.configuration)
    else problems.push(...check.problems.map(({ path, message }) => ({ path: `${index + 1}: ${path}`, message })))
  })
  if (problems.length === 0) return checked.map(withAbsoluteFiles)
  throw new SaccadeError(
    'bad-configuration',
    `The configurations have problems: ${problems.map((problem) => `${problem.path}: ${problem.message}`).join('; ')}`,
    { problems, hint: 'Mend the settings named; nothing was queued.' },
  )
}

/** A run is resumed from anywhere, so its files are named from the root. */
function withAbsoluteFiles(configuration: Configuration): Configuration {
  const data = absoluteData(configuration.data, process.cwd())
  return withAbsoluteScore({ ...configuration, data }, process.cwd())
}

/** Stores a run that waits, behind all others. */
export function insertNewRun(
  { database, now }: RunStore,
  { configuration, score }: CheckedRun,
  sweep?: NewRun['sweep'],
): RunId {
  const id = newId('r', (candidate) => hasRun(database, candidate))
  const dataName = nameOfDataset(database, configuration) ?? nameOfData(configuration.data.source)
  insertRun(
    database,
    { id, name: nameOfRun(configuration, dataName), dataName, configuration, score: score?.digest, sweep },
    now(),
  )
  return id
}
