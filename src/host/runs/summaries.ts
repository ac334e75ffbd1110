import { isJsonObject } from '../../shared/config/assign.ts'
import { type Settings, changedSettings } from '../../shared/config/settings.ts'
import { fromStored } from '../../shared/config/stored.ts'
import type { RunDetail, RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { PreparedInfo, TrainerProgress } from '../../shared/contract/trainer.ts'
import { engineTitle } from '../../shared/engine-change.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { isDamage } from '../../shared/system-errors.ts'
import type { Database } from '../storage/database.ts'
import { lastEvaluation } from '../storage/evaluations.ts'
import { tagsOf, tagsReader } from '../storage/marks.ts'
import { latestMetricsReader } from '../storage/metrics.ts'
import { type RunRow, configurationOf, getRun, listRuns, preparedOf, queuedRuns } from '../storage/runs.ts'

/** What running workers say of themselves between two stored things. */
type LiveProgress = ReadonlyMap<RunId, TrainerProgress>

/** A state that a run came into and that could not be stored, with a full disk for one. */
export type UnstoredState = Pick<RunSummary, 'state' | 'reason'>

/** Where summaries come from: the history, and what is true beside it. */
export interface SummarySource {
  readonly database: Database
  readonly live: LiveProgress
  readonly unstored: ReadonlyMap<RunId, UnstoredState>
}

/** What waits, in the order in which it will start; not what has come to another state that could not be stored. */
export function waitingRuns({ database, unstored }: Omit<SummarySource, 'live'>): RunId[] {
  return queuedRuns(database).filter((run) => !unstored.has(run))
}

/** Newest first, without those that were discarded. */
export function summarizeAll(source: SummarySource): RunSummary[] {
  const runs = listRuns(source.database).filter(({ discarded }) => discarded === null)
  return runs.map(summarizer(source, tagsReader))
}

export function summarize(source: SummarySource, run: RunId): RunSummary {
  return summarizer(source)(getRun(source.database, run))
}

/** The same of several runs; what serves all of them is read once. */
export function summarizeSome(source: SummarySource, runs: readonly RunId[]): RunSummary[] {
  const read = summarizer(source, tagsReader)
  return runs.map((run) => read(getRun(source.database, run)))
}

export function detail(source: SummarySource, run: RunId): RunDetail {
  const { database } = source
  const row = getRun(database, run)
  const summary = summarizer(source)(row)
  const evaluated = readable(() => lastEvaluation(database, run, row.best_metric))
  const found: RunDetail = {
    ...summary,
    configuration: configurationOf(row),
    prepared: readable(() => preparedOf(row)) ?? null,
    lastEvaluation: evaluated ?? null,
  }
  return evaluated === undefined ? { ...found, damaged: true } : found
}

function summarizer(
  { database, live, unstored }: SummarySource,
  tagReader = (of: Database) => (run: RunId) => tagsOf(of, run),
): (row: RunRow) => RunSummary {
  const places = new Map(waitingRuns({ database, unstored }).map((run, index) => [run, index + 1]))
  const latest = latestMetricsReader(database)
  const readSettings = settingsReader(database)
  const readTags = readable(() => tagReader(database))
  return (row) => {
    const [values, prepared] = [readable(() => latest(row.id)), readable(() => preparedOf(row))]
    const tags = readTags && readable(() => readTags(row.id))
    const damaged = values === undefined || prepared === undefined || tags === undefined
    const told = unstored.get(row.id)
    const summary = summarizeRow(told ? { ...row, state: told.state, reason: told.reason } : row, {
      places,
      live,
      settings: readSettings(row),
      latest: values ?? {},
      prepared: prepared ?? null,
      tags: tags ?? [],
    })
    return damaged ? { ...summary, damaged } : summary
  }
}

/** The list of runs is there whatever else of a history is damaged: undefined for what cannot be read. */
function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (isDamage(error) || error instanceof SaccadeError) return undefined
    throw error
  }
}

/** A run's configuration never changes, and to read it takes most of the time of a long list; by the run's row. */
const known = new WeakMap<Database, Map<RunId, { readonly created: number; readonly settings: Settings }>>()

function settingsReader(database: Database): (row: RunRow) => Settings {
  let all = known.get(database)
  if (!all) known.set(database, (all = new Map<RunId, { created: number; settings: Settings }>()))
  const read = all
  return (row) => {
    const { id, created } = row
    const before = read.get(id)
    if (before?.created === created) return before.settings
    const settings = settingsOf(row)
    read.set(id, { created, settings })
    return settings
  }
}

/** What is stored is complete but for later settings; a row that is damaged has no settings to show. */
function settingsOf({ configuration_json }: RunRow): Settings {
  try {
    const stored = fromStored(JSON.parse(configuration_json))
    return isJsonObject(stored) ? changedSettings(stored) : {}
  } catch {
    return {}
  }
}

interface Surroundings {
  /** In the queue, from 1. */
  readonly places: ReadonlyMap<RunId, number>
  readonly live: LiveProgress
  readonly settings: Settings
  readonly latest: RunSummary['latest']
  readonly prepared: PreparedInfo | null
  readonly tags: readonly string[]
}

function summarizeRow(row: RunRow, { places, live, settings, latest, prepared, tags }: Surroundings): RunSummary {
  const progress = live.get(row.id) ?? null
  return {
    run: row.id,
    name: row.name,
    preset: row.preset,
    dataName: row.data_name,
    seed: row.seed,
    settings,
    ...dataDigest(prepared, settings),
    ...(row.score_module !== null && { scoreDigest: row.score_module }),
    ...(row.sweep !== null && { sweep: row.sweep }),
    state: row.state,
    reason: row.reason,
    created: row.created,
    sequence: row.sequence,
    updated: row.updated,
    step: Math.max(row.step, progress?.step ?? 0),
    steps: row.steps,
    parameters: prepared?.parameters ?? null,
    device: prepared && engineTitle(prepared.engine),
    latest,
    best:
      row.best_step === null ? null : { metric: row.best_metric, value: row.best_value ?? NaN, step: row.best_step },
    progress,
    keepsPlace: row.keeps_place === 1,
    starred: row.starred === 1,
    archived: row.archived === 1,
    tags,
    note: row.note,
    colour: row.colour,
    queuePosition: places.get(row.id) ?? null,
  }
}

/** Runs of older versions on a dataset have it in their configuration alone. */
function dataDigest(prepared: PreparedInfo | null, settings: Settings): Pick<RunSummary, 'dataDigest'> {
  const digest = prepared?.data?.digest ?? settings['data.source.digest']
  return typeof digest === 'string' && digest !== '' ? { dataDigest: digest } : {}
}
