import { SaccadeError } from '../errors.ts'
import { type JsonObject, isJsonObject, merge, parseAssignment } from './assign.ts'
import { BUILT_IN_SETS, TASK_IDS } from './data.ts'
import { PRESETS, findPreset } from './presets.ts'
import { recommendedSettings, usualLearningRate } from './recommended.ts'

export interface CompositionParts {
  /** A configuration file's content. */
  file?: JsonObject
  preset?: string
  /** A `data.source` chosen apart from the file, such as `--task reverse`. */
  source?: JsonObject
  /** `path=value` texts, later ones win. */
  assignments?: readonly string[]
  seed?: number
  name?: string
}

/**
 * Lays the parts of a configuration over each other, the later winning: recommended settings for the
 * data and the optimizer, preset, file, data source, assignments, seed and name. The result is unchecked.
 */
export function composeConfiguration(parts: CompositionParts): JsonObject {
  const overrides = (parts.assignments ?? []).map(parseAssignment)
  const assigned = overrides.reduce<JsonObject>(merge, {}).preset
  if (parts.preset !== undefined && typeof assigned === 'string' && assigned !== parts.preset) {
    throw new SaccadeError('bad-usage', `The preset “${parts.preset}” and the assignment preset=${assigned} clash`, {
      hint: 'Give the preset once.',
    })
  }
  const user = [
    parts.source ? withoutHeldOut(parts.file ?? {}) : (parts.file ?? {}),
    ...(parts.source ? [{ data: { source: parts.source } }] : []),
    ...overrides,
  ].reduce<JsonObject>(merge, {})
  const presetId = parts.preset ?? (typeof user.preset === 'string' ? user.preset : '')
  const preset = presetSettings(presetId)
  const layers = [recommendedFor(user), usualLearningRate(optimizerOf(merge(preset, user))), preset, user]
  const result = layers.reduce<JsonObject>(merge, {})
  if (presetId) result.preset = presetId
  if (parts.seed !== undefined) result.seed = parts.seed
  if (parts.name !== undefined) result.name = parts.name
  return result
}

function presetSettings(id: string): JsonObject {
  if (id === '') return {}
  const preset = findPreset(id)
  if (preset) return preset.settings
  throw new SaccadeError('bad-configuration', `There is no preset “${id}”`, {
    hint: `The presets are ${PRESETS.map((known) => known.id).join(', ')}.`,
    problems: [{ path: 'preset', message: `no preset “${id}”` }],
  })
}

/** Without what belongs to a data source's own pairs: validation files and alignments of other pairs are none. */
function withoutHeldOut(file: JsonObject): JsonObject {
  if (!isJsonObject(file.data) || !isJsonObject(file.data.source)) return file
  const heldOut = ['valid', 'validSource', 'validTarget', 'alignments', 'validAlignments']
  const source = Object.fromEntries(Object.entries(file.data.source).filter(([key]) => !heldOut.includes(key)))
  return { ...file, data: { ...file.data, source } }
}

function optimizerOf({ training }: JsonObject): JsonObject {
  return isJsonObject(training) && isJsonObject(training.optimizer) ? training.optimizer : {}
}

function recommendedFor(user: JsonObject): JsonObject {
  const source = isJsonObject(user.data) && isJsonObject(user.data.source) ? user.data.source : {}
  const task = TASK_IDS.find((id) => id === source.task)
  if (source.kind === 'task') return recommendedSettings({ kind: 'task', task })
  const set = BUILT_IN_SETS.find((kind) => kind === source.kind)
  return set ? recommendedSettings({ kind: set }) : {}
}
