import { createHash } from 'node:crypto'
import { makeBatch } from '../../data/batches.ts'
import { encodePair } from '../../data/encode.ts'
import { createBatchSchedule } from '../../data/epoch-plan.ts'
import { loadDataset } from '../../data/load.ts'
import type { Batch, Dataset, EncodedPair } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'

/** A run's data, ready to train on. */
export interface RunData {
  readonly dataset: Dataset
  readonly encodedValid: readonly EncodedPair[]
  readonly stepsPerEpoch: number
  /** The batch of an update, a pure function of its number (the first is 1). */
  batchAt(step: number): Batch
  /** SHA-256 of all pairs and of both vocabularies, in order. */
  readonly fingerprint: string
}

/** @throws bad-data, bad-configuration, aborted */
export async function loadRunData(
  { data, training, seed }: Configuration,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<RunData> {
  const dataset = await loadDataset(data, { signal, onProgress })
  const { sourceVocabulary, targetVocabulary } = dataset
  const encode = (pairs: Dataset['train']) => pairs.map((pair) => encodePair(pair, sourceVocabulary, targetVocabulary))
  const train = encode(dataset.train)
  const schedule = createBatchSchedule({
    sourceLengths: train.map(({ source }) => source.length),
    targetLengths: train.map(({ target }) => target.length),
    batchSize: training.batchSize,
    order: data.order,
    seed,
  })
  return {
    dataset,
    encodedValid: encode(dataset.valid),
    stepsPerEpoch: schedule.stepsPerEpoch,
    batchAt: (step) => makeBatch(train, schedule.batchAt(step).indices),
    fingerprint: fingerprint(dataset, train),
  }
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
