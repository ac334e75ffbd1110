import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layOut, makeDataFolder } from '../../src/host/folder/data-folder.ts'
import { finishParts } from '../../src/host/storage/curve-parts.ts'
import { openDatabase } from '../../src/host/storage/database.ts'
import { insertMetrics } from '../../src/host/storage/metrics.ts'
import { MIGRATIONS } from '../../src/host/storage/migrations/index.ts'
import { insertFinishedRun } from '../../src/host/storage/runs.ts'
import { putSnapshot } from '../../src/host/storage/snapshots.ts'
import { putWatched } from '../../src/host/storage/watched.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import type { MetricValues } from '../../src/shared/contract/trainer.ts'
import { METRIC_NAMES, type MetricName } from '../../src/shared/metrics.ts'
import { generatedName } from '../../src/shared/run-name.ts'
import { type KeptMapsShape, putMaps } from './kept-maps.ts'
import type { Sizes } from './sizes.ts'

export type HistoryName = 'many' | 'many-wide' | 'long' | 'groups' | 'list' | 'cursor' | keyof Sizes['maps']

const PRESETS = ['bigru-plain', 'bigru-bahdanau', 'luong-2015', 'luong-dot', 'luong-concat']
const FOUR: readonly MetricName[] = ['train/loss', 'train/gradient_norm', 'valid/loss', 'valid/exact_match']
const TEN: readonly MetricName[] = [
  ...FOUR,
  ...(['train/learning_rate', 'train/tokens_per_second', 'valid/token_accuracy'] as const),
  ...(['valid/perplexity', 'valid/edit_distance', 'valid/attention_entropy'] as const),
]
/** Rows put into one transaction. */
const BATCH = 1000
/** Made again when it changes, as when the layout of the database does. */
const VERSION = 3

interface Shape {
  readonly runs: number
  readonly steps: number
  readonly metrics: readonly MetricName[]
  /** What sets a run's configuration apart, beside its seed. */
  readonly preset: (run: number) => string
  readonly assignments?: (run: number) => readonly string[]
  readonly seed: (run: number) => number
  readonly spikes?: boolean
  readonly maps?: KeptMapsShape
  /** A sentence is kept every so many steps, so that there is something to move the cursor over. */
  readonly keepEvery?: number
}

function shapeOf(name: HistoryName, sizes: Sizes): Shape {
  const mixed = { preset: (run: number) => PRESETS[run % PRESETS.length] ?? '', seed: (run: number) => run + 1 }
  const { groups, members } = sizes.groups
  switch (name) {
    case 'many':
      return { ...sizes.many, metrics: FOUR, ...mixed }
    case 'many-wide':
      return { ...sizes.many, metrics: TEN, ...mixed }
    case 'long':
      return { ...sizes.long, metrics: ['train/loss'], ...mixed, spikes: true }
    case 'list':
      return { runs: sizes.list, steps: 2, metrics: FOUR, ...mixed }
    case 'cursor':
      return { ...sizes.cursor, metrics: cursorMetrics(sizes), keepEvery: 1, ...mixed }
    case 'maps-60':
    case 'maps-120':
    case 'map-512':
    case 'maps-24': {
      const { runs, ...maps } = sizes.maps[name]
      return { runs, steps: maps.kept, metrics: FOUR, ...mixed, preset: () => 'bigru-bahdanau', maps }
    }
    case 'groups':
      return {
        runs: groups * members,
        steps: sizes.groups.steps,
        metrics: ['train/loss'],
        preset: () => 'bigru-bahdanau',
        assignments: (run) => [`training.optimizer.learningRate=${0.001 * (1 + (run % groups))}`],
        seed: (run) => 1 + Math.floor(run / groups),
      }
  }
}

/** One a chart. */
export const cursorMetrics = ({ cursor }: Sizes): readonly MetricName[] =>
  METRIC_NAMES.filter((name) => !name.startsWith('time/')).slice(0, cursor.charts)

export const runId = (index: number): string => `r${String(index).padStart(5, '0')}`
export const runsOf = (name: HistoryName, sizes: Sizes): string[] =>
  Array.from({ length: shapeOf(name, sizes).runs }, (_, index) => runId(index))

export interface Made {
  readonly folder: string
  /** Null where an earlier bench had made it. */
  readonly stored: { readonly values: number; readonly valuesPerSecond: number; readonly bytesPerValue: number } | null
}

/** Makes a data folder through Saccade's own storage, unless it is there already. */
export function makeHistory(root: string, name: HistoryName, sizes: Sizes): Made {
  const shape = shapeOf(name, sizes)
  const { runs, steps, metrics, maps } = shape
  const signature = JSON.stringify({ VERSION, layout: MIGRATIONS.length, runs, steps, metrics, maps })
  const folder = join(root, `${name}-${runs}-${steps}`)
  const mark = join(folder, 'made.json')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === signature) return { folder, stored: null }
  rmSync(folder, { recursive: true, force: true })
  const layout = layOut(folder)
  makeDataFolder(layout)
  const started = performance.now()
  const database = openDatabase(layout.database)
  // Nothing is lost that could not be made again; how fast it is when it is flushed is measured by itself.
  database.pragma('synchronous = OFF')
  const configurations = new Map<string, Configuration>()
  database.transaction(() => {
    for (let run = 0; run < runs; run++) insertRun(run)
  })()
  for (let run = 0; run < runs; run++) {
    for (let from = 1; from <= steps; from += BATCH) {
      const count = Math.min(BATCH, steps - from + 1)
      const rows = Array.from({ length: count }, (_, i) => ({
        step: from + i,
        metrics: valuesAt(shape, run, from + i),
      }))
      insertMetrics(database, runId(run), rows)
    }
    if (maps) putMaps(database, runId(run), run, maps)
    if (shape.keepEvery !== undefined) keepSentence(runId(run), shape.keepEvery)
    database.transaction(() => finishParts(database, runId(run)))() // as the host does when a run ends
  }
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  writeFileSync(mark, signature)
  const values = runs * steps * metrics.length
  const seconds = (performance.now() - started) / 1000
  return {
    folder,
    stored: { values, valuesPerSecond: values / seconds, bytesPerValue: statSync(layout.database).size / values },
  }

  function keepSentence(run: string, every: number): void {
    database.transaction(() => {
      putWatched(database, run, [{ index: 0, source: ['a', '<eos>'], reference: ['a'], alignment: null }])
      for (let step = every; step <= steps; step += every)
        putSnapshot(database, run, { step, sentences: [{ index: 0, text: 'a', maps: [] }] })
    })()
  }

  function insertRun(run: number): void {
    const [preset, seed] = [shape.preset(run), shape.seed(run)]
    const assignments = [...(shape.assignments?.(run) ?? []), `training.steps=${steps}`]
    const key = JSON.stringify([preset, assignments])
    const source = { kind: 'task', task: 'reverse' }
    const base = configurations.get(key) ?? parseConfiguration(composeConfiguration({ preset, source, assignments }))
    configurations.set(key, base)
    const dataName = 'reverse 3–10'
    const identity = { id: runId(run), name: generatedName({ preset, dataName, seed }), dataName }
    const time = Date.UTC(2026, 2, 9, 12) + run * 60_000
    const configuration = { ...base, seed }
    insertFinishedRun(database, { ...identity, configuration }, { step: steps, reason: 'all steps done', time })
  }
}

/** Curves that fall to a level of their own with noise on them; of long runs one step in some twenty thousand leaps. */
function valuesAt({ metrics, spikes = false, steps }: Shape, run: number, step: number): MetricValues {
  const noise = hash(run, step)
  const base = 0.1 + (run % 17) / 50 + 3 * Math.exp((-5 * step) / steps) + 0.05 * noise
  const leap = spikes && (step + run * 977) % 19_997 === 0 ? 40 : 0
  return Object.fromEntries(metrics.map((name, index) => [name, base + index / 10 + leap]))
}

/** A number from 0 to 1 that is always the same. */
function hash(run: number, step: number): number {
  const x = Math.sin(run * 127.1 + step * 311.7) * 43_758.5453
  return x - Math.floor(x)
}
