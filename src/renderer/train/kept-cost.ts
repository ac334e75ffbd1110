import { isJsonObject } from '../../shared/config/assign.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { KEPT_BYTES, MEGABYTE, keptCount } from '../../shared/config/kept.ts'
import { type Settings, changedSettings } from '../../shared/config/settings.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { bytes, count, plural } from '../ui/format.ts'

/** What a planned run keeps beside its best and its last checkpoint, and what that takes on the disk; '' where it is nothing. */
export function keptCost(configuration: Configuration, parameters: number | null): string {
  const checkpoints = keptCount(configuration)
  if (checkpoints === 0) return ''
  const { keep } = configuration.training
  const [each, all] =
    parameters === null
      ? [
          `${KEPT_BYTES} MB for a million parameters`,
          `${bytes(KEPT_BYTES * 1e6 * checkpoints)} for a million parameters`,
        ]
      : [bytes(KEPT_BYTES * parameters), bytes(KEPT_BYTES * parameters * checkpoints)]
  if (keep.kind === 'within') {
    const room = keep.megabytes * MEGABYTE
    const most = parameters === null ? checkpoints : Math.min(checkpoints, Math.floor(room / (KEPT_BYTES * parameters)))
    return `Each run keeps up to ${plural(most, 'checkpoint')} (${each} each) within ${count(keep.megabytes)} MB, beside best and last.`
  }
  return `Each run keeps ${plural(checkpoints, 'checkpoint')} beside best and last: ${all} on the disk (${each} each).`
}

/** What a run of the history with the same model and data was found to have; null where there is none. */
export function knownParameters(
  settings: Settings,
  runs: readonly Pick<RunSummary, 'settings' | 'parameters'>[],
): number | null {
  const wanted = shapeOf(settings)
  return runs.find((run) => run.parameters !== null && shapeOf(run.settings) === wanted)?.parameters ?? null
}

/** As the list of runs has them: of the complete configuration. */
export function settingsOf(configuration: Configuration): Settings {
  const plain: unknown = JSON.parse(JSON.stringify(configuration))
  return isJsonObject(plain) ? changedSettings(plain) : {}
}

/** Everything that the number of parameters depends on. */
function shapeOf(settings: Settings): string {
  const parts = Object.entries(settings).filter(([path]) => path.startsWith('model.') || path.startsWith('data.'))
  return JSON.stringify(parts.sort(([a], [b]) => (a < b ? -1 : 1)))
}
