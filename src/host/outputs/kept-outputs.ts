import { configurationOf, getRun } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { findCheckpoint } from '../storage/checkpoints.ts'
import {
  type PackedPairs,
  type PairList,
  findOutputs,
  listOutputs,
  packPairs,
  putOutputs,
  readOutputs,
  readPairList,
} from '../storage/outputs.ts'
import { evaluationSchema } from '../../shared/config/evaluation.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { DecodePairsRequest } from '../../shared/contract/trainer.ts'
import { type PairOutputs, joinOutputs } from '../../shared/outputs/pair-outputs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { readableConfiguration } from '../runs/readable-data.ts'
import { checkpointOf, withCheckpoint } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import { createEvaluatedData } from './evaluated-data.ts'
import {
  type OutputRequest,
  type OutputsSource,
  type RunOutputs,
  runOutputs,
} from '../../shared/outputs/run-outputs.ts'
import { createSharedWork } from './shared-work.ts'
import { keepNewest } from '../../shared/keep-newest.ts'

/** Pairs that a worker decodes at a call: between two, it is told how far it is. */
const CHUNK = 500
/** Outputs and lists of pairs that stay in memory. */
const MOST_OUTPUTS = 48
const MOST_LISTS = 8
/** Megabytes of what is decoded on request, for a run that was not told to keep anything. */
const USUAL_ROOM = evaluationSchema.parse({}).keep

export interface KeptOutputsStore extends Pick<OutputsSource, 'stepOf' | 'kept' | 'made'> {
  /** Whether its checkpoint is there and nothing of it is kept. */
  isLacking(request: OutputRequest): boolean
}

type DecodePairs = (request: DecodePairsRequest, signal: AbortSignal) => Promise<PairOutputs>

/** The one way to what runs say of their validation pairs: kept at their evaluations, or decoded when it is asked for and kept from then on. */
export function createKeptOutputs(
  store: RunStore,
  decode: DecodePairs,
  dataOf = createEvaluatedData(store.folder.datasets),
): KeptOutputsStore {
  const { database } = store
  const known = new Map<string, RunOutputs>()
  const lists = new Map<string, PairList>()
  const beginnings = new Map<string, PairList>()
  const share = createSharedWork<RunOutputs>()

  function stepOf({ run, checkpoint }: OutputRequest): number {
    const stored = findCheckpoint(database, run, checkpoint)
    if (stored) return stored.step
    const { best_step: best } = getRun(database, run)
    const kept = listOutputs(database, run).map(({ step }) => step)
    const wanted = checkpoint === 'best' ? best : checkpoint === 'last' ? kept.at(-1) : checkpoint
    if (wanted !== null && wanted !== undefined && kept.includes(wanted)) return wanted
    return checkpointOf(store, run, checkpoint).step // says what there is instead
  }

  /** Its first so many pairs; equal ones are one list, by which it is told that runs have the same. */
  function readList(digest: string, count: number): PairList {
    const whole = remembered(lists, digest, MOST_LISTS, () => readPairList(database, digest))
    if (count >= whole.pairs.length) return whole
    const cut = () => ({ ...whole, pairs: whole.pairs.slice(0, count) })
    return remembered(beginnings, JSON.stringify([digest, count]), MOST_LISTS, cut)
  }

  function find(run: RunId, step: number): RunOutputs | null {
    const row = findOutputs(database, run, step)
    if (!row) return null
    return remembered(known, JSON.stringify([run, step, row.list, row.pairs]), MOST_OUTPUTS, () => {
      const { pairs, among } = readList(row.list, row.pairs)
      const outputs = readOutputs(database, { run, step })
      return runOutputs(
        { run, step, among, leftOut: row.leftOut, outputs, pairs },
        configurationOf(getRun(database, run)),
      )
    })
  }

  async function make(run: RunId, step: number, signal: AbortSignal): Promise<RunOutputs> {
    const configuration = readableConfiguration(store, getRun(database, run))
    // Whether the checkpoint is there is known sooner than what to ask it.
    await withCheckpoint(store, { run, checkpoint: step }, async () => undefined)
    const { list, pairs } = await dataOf(configuration)
    const score = scoreOf(database, run)
    const parts: PairOutputs[] = []
    for (let done = 0; done < pairs.length; done += CHUNK) {
      store.emit('decoding', { run, done, pairs: pairs.length })
      const chunk = pairs.slice(done, done + CHUNK)
      const ask = (checkpoint: string) => decode({ checkpoint, configuration, score, pairs: chunk }, signal)
      parts.push(await withCheckpoint(store, { run, checkpoint: step }, ask))
    }
    store.emit('decoding', { run, done: pairs.length, pairs: pairs.length })
    const outputs = joinOutputs(parts)
    const most = (configuration.evaluation.keep || USUAL_ROOM) * 1024 ** 2
    keep(run, step, { list: packPairs(list), outputs, most })
    return runOutputs({ run, step, among: list.among, leftOut: 0, outputs, pairs: list.pairs }, configuration)
  }

  /** A history that can only be read goes without. */
  function keep(run: RunId, step: number, what: { list: PackedPairs; outputs: PairOutputs; most: number }): void {
    if (database.readonly) return
    explaining('the history', () => database.transaction(() => putOutputs(database, { run, step }, what))())
  }

  return {
    stepOf,
    isLacking(request) {
      try {
        const step = stepOf(request)
        return findOutputs(database, request.run, step) === null && !known.has(JSON.stringify([request.run, step]))
      } catch (error) {
        if (error instanceof SaccadeError) return false
        throw error
      }
    },
    kept: (request) => find(request.run, stepOf(request)),
    async made(request, signal) {
      const { run } = request
      const step = stepOf(request)
      const key = JSON.stringify([run, step])
      const before = find(run, step) ?? known.get(key)
      if (before) return before
      const outputs = await share(key, (shared) => make(run, step, shared), signal)
      if (database.readonly) remembered(known, key, MOST_OUTPUTS, () => outputs)
      return outputs
    },
  }
}

/** Of so many, those that were last asked for. */
function remembered<Value>(known: Map<string, Value>, key: string, most: number, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.delete(key)
  keepNewest(known, key, value, most)
  return value
}
