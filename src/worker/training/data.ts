import { createHash } from 'node:crypto'
import { type BatchShape, chooseBatchShapes, fittingShape } from '../../data/batch-shapes.ts'
import { makeBatch } from '../../data/batches.ts'
import { encodePair } from '../../data/encode.ts'
import { type BatchSchedule, createBatchSchedule } from '../../data/epoch-plan.ts'
import { type LoadOptions, loadDataset } from '../../data/load.ts'
import type { Batch, Dataset, EncodedPair } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { MOST_SHAPES } from './worth-compiling.ts'

/** A run's data, ready to train on. */
export interface RunData {
  readonly dataset: Dataset
  readonly encodedValid: readonly EncodedPair[]
  readonly stepsPerEpoch: number
  /** The batch of an update, a pure function of its number (the first is 1). */
  batchAt(step: number): Batch
  /** The only shapes that batches have, all of the full batch size; empty where each is as short as it can be. */
  readonly shapes: readonly BatchShape[]
  /** SHA-256 of all pairs and of both vocabularies, in order. */
  readonly fingerprint: string
}

export interface LoadRunOptions extends LoadOptions {
  /** Whether to pad the batches to a few shapes, for a step that is compiled for each. */
  readonly wantsFewShapes?: (stepsPerEpoch: number) => boolean
}

/** @throws bad-data, bad-configuration, aborted */
export async function loadRunData(
  { data, training, seed }: Configuration,
  { wantsFewShapes = () => false, ...options }: LoadRunOptions,
): Promise<RunData> {
  const dataset = await loadDataset(data, options)
  const { sourceVocabulary, targetVocabulary } = dataset
  const encode = (pairs: Dataset['train']) => pairs.map((pair) => encodePair(pair, sourceVocabulary, targetVocabulary))
  const train = encode(dataset.train)
  const { batchSize } = training
  const schedule = createBatchSchedule({
    sourceLengths: train.map(({ source }) => source.length),
    targetLengths: train.map(({ target }) => target.length),
    batchSize,
    order: data.order,
    seed,
  })
  const shapeOf = (indices: Iterable<number>): BatchShape => {
    const longest = { sourceLength: 0, targetLength: 0 }
    for (const index of indices) {
      longest.sourceLength = Math.max(longest.sourceLength, train[index]?.source.length ?? 0)
      longest.targetLength = Math.max(longest.targetLength, train[index]?.target.length ?? 0)
    }
    return longest
  }
  const fewShapes = wantsFewShapes(schedule.stepsPerEpoch)
  const shapes = fewShapes
    ? chooseBatchShapes(firstEpoch(schedule).map(shapeOf), shapeOf(train.keys()), MOST_SHAPES.updates)
    : []
  return {
    dataset,
    encodedValid: encode(dataset.valid),
    stepsPerEpoch: schedule.stepsPerEpoch,
    batchAt: (step) => {
      const { indices } = schedule.batchAt(step)
      return makeBatch(train, indices, fewShapes ? { ...fittingShape(shapeOf(indices), shapes), size: batchSize } : {})
    },
    shapes,
    fingerprint: fingerprint(dataset, train),
  }
}

/** The pairs of each batch; of a very long epoch only the first batches, which are as good as any. */
function firstEpoch(schedule: BatchSchedule): Int32Array[] {
  const count = Math.min(schedule.stepsPerEpoch, 2000)
  return Array.from({ length: count }, (_, index) => schedule.batchAt(index + 1).indices)
}

function fingerprint({ sourceVocabulary, targetVocabulary, valid }: Dataset, train: readonly EncodedPair[]): string {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([sourceVocabulary.tokens, targetVocabulary.tokens]))
  for (const { source, target } of train) {
    hash.update(source)
    hash.update(target)
  }
  // As text, since metrics tell one unknown token from another.
  for (const { source, target, alternatives } of valid) hash.update(JSON.stringify([source, target, alternatives]))
  return hash.digest('hex')
}
