import { DEFAULT_SETTINGS, type Settings } from '../config/settings.ts'
import type { JsonValue } from '../config/assign.ts'
import type { RunSummary } from '../contract/runs.ts'
import { METRICS, METRIC_NAMES, type MetricName, isMetricName } from '../metrics.ts'
import { settingChoices, settingTitle } from '../config/titles.ts'
import { RUN_STATES } from '../run-state.ts'
import type { Field, FieldType, FieldValue, Fields } from './fields.ts'

type RunField = Field<RunSummary>

const OWN: readonly RunField[] = [
  { name: 'run', title: 'Id', type: 'word', read: ({ run }) => run },
  { name: 'name', title: 'Name', type: 'prose', read: ({ name }) => name },
  { name: 'preset', title: 'Preset', type: 'word', read: ({ preset }) => preset },
  { name: 'data', title: 'Data', type: 'prose', read: ({ dataName }) => dataName },
  { name: 'digest', title: 'Digest of the data', type: 'prose', read: ({ dataDigest }) => dataDigest },
  { name: 'seed', title: 'Seed', type: 'number', read: ({ seed }) => seed },
  { name: 'state', title: 'State', type: 'word', values: RUN_STATES, closed: true, read: ({ state }) => state },
  { name: 'reason', title: 'Reason of the state', type: 'prose', read: ({ reason }) => reason },
  { name: 'created', title: 'Created', type: 'time', read: ({ created }) => created },
  { name: 'updated', title: 'Last changed', type: 'time', read: ({ updated }) => updated },
  { name: 'step', title: 'Step reached', type: 'number', read: ({ step }) => step },
  { name: 'steps', title: 'Steps planned', type: 'number', read: ({ steps }) => steps },
  { name: 'starred', title: 'Starred', type: 'flag', read: ({ starred }) => starred },
  { name: 'archived', title: 'Archived', type: 'flag', read: ({ archived }) => archived },
  { name: 'tag', title: 'Tag', type: 'word', read: ({ tags }) => tags },
  { name: 'note', title: 'Note', type: 'prose', read: ({ note }) => note },
  { name: 'parameters', title: 'Parameters', type: 'number', read: ({ parameters }) => parameters },
  { name: 'sweep', title: 'Sweep', type: 'word', read: ({ sweep }) => sweep },
  { name: 'device', title: 'Device', type: 'prose', read: ({ device }) => device },
  { name: 'trained', title: 'Time trained', type: 'duration', read: ({ latest }) => latest['time/wall'] },
]

const SETTINGS: readonly RunField[] = Object.entries(DEFAULT_SETTINGS).map(([path, fallback]) =>
  setting(path, typeOf(fallback), ({ settings }) => valueOf(settings[path] ?? fallback)),
)

const LATEST: readonly RunField[] = METRIC_NAMES.map((name) => ({
  name,
  title: METRICS[name].title,
  type: 'number',
  read: ({ latest }) => latest[name],
}))

const BEST = '@best'
const SOURCE = 'data.source.'

/**
 * What can be asked of a run: what it is, every setting by its path or by the end of the path where only one has it
 * (`score` for `model.attention.score`), every metric as last logged, and as `METRIC@best` the best value of the metric
 * that decides on the run's best checkpoint. A word alone is looked for in id, name, preset and data.
 */
export const RUN_FIELDS: Fields<RunSummary> = {
  offered: [...OWN, ...LATEST, ...SETTINGS],
  find(text) {
    const name = text.toLowerCase()
    const exact = [...OWN, ...LATEST, ...SETTINGS].filter((field) => field.name.toLowerCase() === name)
    if (exact.length > 0) return exact
    const metric = name.endsWith(BEST) ? name.slice(0, -BEST.length) : ''
    if (isMetricName(metric)) return [bestOf(metric)]
    if (name.startsWith(SOURCE)) return [ofSource(text)]
    return SETTINGS.filter((field) => field.name.toLowerCase().endsWith(`.${name}`))
  },
  texts: ({ run, name, preset, dataName }) => [run, name, preset, dataName],
}

function bestOf(metric: MetricName): RunField {
  return {
    name: `${metric}${BEST}`,
    title: `Best ${METRICS[metric].title}`,
    type: 'number',
    read: ({ best }) => (best?.metric === metric ? best.value : null),
  }
}

/** Each kind of source has settings of its own, so that their types are not known beforehand. */
function ofSource(path: string): RunField {
  const name = path.toLowerCase()
  // Nearly always it is written as it stands, which is at once found in thousands of runs.
  const pathIn = (settings: Settings) =>
    Object.hasOwn(settings, path) ? path : (Object.keys(settings).find((one) => one.toLowerCase() === name) ?? path)
  return setting(path, 'word', ({ settings }) => valueOf(settings[pathIn(settings)]))
}

/** Titles and choices are in the schema, which is gone through when the first of them is asked for. */
function setting(name: string, type: FieldType, read: RunField['read']): RunField {
  return {
    name,
    type,
    read,
    get title() {
      return settingTitle(name)
    },
    get values() {
      return settingChoices(name).values
    },
    get closed() {
      return settingChoices(name).closed
    },
  }
}

function typeOf(value: JsonValue): FieldType {
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'flag' : 'word'
}

function valueOf(value: JsonValue | undefined): FieldValue {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}
