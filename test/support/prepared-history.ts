/**
 * A data folder with a history of runs that nobody trained: curves, kept attention and states made from formulas, so
 * that the pages can be looked at in all their states within a second.
 */
import { layOut, makeDataFolder } from '../../src/host/folder/data-folder.ts'
import { nameOfRun } from '../../src/host/runs/naming.ts'
import { nameOfData } from '../../src/shared/data-name.ts'
import { type Database, openDatabase } from '../../src/host/storage/database.ts'
import { putEvaluation } from '../../src/host/storage/evaluations.ts'
import { insertLog } from '../../src/host/storage/logs.ts'
import { insertMetrics } from '../../src/host/storage/metrics.ts'
import { insertFinishedRun, insertRun, moveRun, setBest, setStep } from '../../src/host/storage/runs.ts'
import { putSnapshot } from '../../src/host/storage/snapshots.ts'
import { putWatched } from '../../src/host/storage/watched.ts'
import { parseConfiguration } from '../../src/shared/config/check.ts'
import { composeConfiguration } from '../../src/shared/config/compose.ts'
import type { AttentionMap, WatchedSentence } from '../../src/shared/contract/attention.ts'
import type { RunId } from '../../src/shared/contract/runs.ts'
import type { MetricValues } from '../../src/shared/contract/trainer.ts'

export interface PreparedRun {
  readonly id: RunId
  readonly preset: string
  readonly seed: number
  readonly name?: string
  readonly assignments?: readonly string[]
  readonly state?: 'finished' | 'failed' | 'stopped'
  readonly reason?: string
  readonly steps?: number
  /** What was measured at a step; without it, curves that learn at a pace of their own. */
  readonly metrics?: (step: number) => MetricValues
}

const LENGTH = 1000
const EVERY = 10
const KEEP_EVERY = 100
const SENTENCES = [
  ['a', 'b', 'c', 'd', 'e', 'f'],
  ['g', 'a', 'b'],
  ['d', 'd', 'c', 'b', 'a', 'e', 'f', 'g'],
]
/** Noon of a day in 2026, so that the page shows the same time whenever the tests run. */
const FIRST = Date.UTC(2026, 2, 9, 12)

/** Writes the runs into the data folder, a minute apart, the last one newest. Nothing may have it open. */
export function prepareHistory(dataFolder: string, runs: readonly PreparedRun[]): void {
  const folder = layOut(dataFolder)
  makeDataFolder(folder)
  const database = openDatabase(folder.database)
  try {
    database.pragma('synchronous = OFF')
    database.transaction(() => runs.forEach((run, i) => write(database, run, FIRST + i * 60_000)))()
  } finally {
    database.close()
  }
}

function write(database: Database, run: PreparedRun, time: number): void {
  const { id, preset, seed, name = '', assignments = [], state = 'finished', steps = LENGTH } = run
  const source = { kind: 'task', task: 'reverse' }
  const configuration = parseConfiguration(
    composeConfiguration({
      preset,
      seed,
      name,
      source,
      assignments: [`training.steps=${LENGTH}`, ...assignments],
    }),
  )
  const identity = {
    id,
    name: nameOfRun(configuration),
    dataName: nameOfData(configuration.data.source),
    configuration,
  }
  if (state === 'finished')
    insertFinishedRun(database, identity, { step: steps, reason: run.reason ?? 'all steps done', time })
  else {
    insertRun(database, identity, time)
    moveRun(database, id, 'starting', { reason: '', time })
    moveRun(database, id, 'running', { reason: '', time })
    moveRun(database, id, state, { reason: run.reason ?? '', time: time + 1000 })
    setStep(database, id, steps, time + 1000)
  }
  const { metrics = learning(seed, preset.length) } = run
  const at = Array.from({ length: steps / EVERY + 1 }, (_, i) => i * EVERY)
  insertMetrics(
    database,
    id,
    at.map((step) => ({ step, metrics: { 'time/wall': step / 50, 'time/epoch': step / 300, ...metrics(step) } })),
  )
  const kept = at.filter((step) => step % KEEP_EVERY === 0)
  for (const step of kept) putEvaluation(database, id, step, time)
  const best = metrics(steps)['valid/exact_match']
  if (best !== undefined) setBest(database, id, { value: best, step: steps })
  const attends = configuration.model.attention.score !== 'none'
  putWatched(database, id, SENTENCES.map(watched))
  for (const step of kept) {
    const sentences = SENTENCES.map((tokens, index) => {
      const map = mapOf(tokens, attends, step / steps)
      return { index, text: [...tokens].reverse().join(' '), maps: [map, { ...map, mode: 'teacher-forced' as const }] }
    })
    putSnapshot(database, id, { step, sentences })
  }
  insertLog(database, id, { time, level: 'info', text: 'training starts' })
}

function learning(seed: number, pace: number): (step: number) => MetricValues {
  return (step) => {
    const learnt = 1 - Math.exp((-step * pace) / 4000)
    const wave = 0.03 * Math.sin(step / 17 + seed)
    const training = { 'train/loss': 3 * (1 - learnt) + 0.1 + Math.abs(wave), 'train/learning_rate': 0.005 }
    if (step % KEEP_EVERY !== 0) return training
    return {
      ...training,
      'valid/loss': 3.1 * (1 - learnt) + 0.12,
      'valid/token_accuracy': 0.05 + 0.9 * learnt,
      'valid/exact_match': Math.max(0, learnt + wave - 0.03),
      'valid/alignment_error_rate': 1 - 0.9 * learnt,
    }
  }
}

function watched(tokens: readonly string[], index: number): WatchedSentence {
  const links = tokens.map((_, t) => [tokens.length - 1 - t, t] as const)
  return {
    index,
    source: [...tokens, '<eos>'],
    reference: [...tokens].reverse(),
    alignment: { sure: links, possible: links },
  }
}

/** Attention that comes to look at the mirrored position. */
function mapOf(tokens: readonly string[], attends: boolean, learnt: number): AttentionMap {
  const source = [...tokens, '<eos>']
  const target = [...[...tokens].reverse(), '<eos>']
  const common = { mode: 'free-running' as const, source, target }
  if (!attends) return { ...common, layers: 0, heads: 0, weights: new Float32Array(0) }
  const weights = new Float32Array(source.length * target.length)
  target.forEach((_, t) => {
    const scores = source.map((__, s) => Math.exp(-6 * learnt * Math.abs(s - (tokens.length - 1 - t))))
    const sum = scores.reduce((all, one) => all + one, 0)
    scores.forEach((score, s) => (weights[t * source.length + s] = score / sum))
  })
  return { ...common, layers: 1, heads: 1, weights }
}
