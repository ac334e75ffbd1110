import { setImmediate } from 'node:timers/promises'
import { makeBatch } from '../../data/batches.ts'
import { decodeIds } from '../../data/encode.ts'
import { getTokenizer } from '../../data/tokenizers/tokenizer.ts'
import type { Dataset } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { SnapshotSentence } from '../../shared/contract/trainer.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { runForced } from './forced.ts'
import { decodeBatch } from './greedy-batch.ts'
import { forcedMap, freeMap } from './maps.ts'
import type { WatchedPair } from './watched.ts'

export interface SnapshotParts {
  readonly configuration: Configuration
  readonly dataset: Dataset
  readonly watched: readonly WatchedPair[]
  readonly model: Seq2SeqModel
}

/** Decodes the watched sentences and takes their attention, teacher-forced where there is a reference and free-running. */
export async function takeSnapshot({
  configuration,
  dataset,
  watched,
  model,
}: SnapshotParts): Promise<SnapshotSentence[]> {
  if (watched.length === 0) return []
  const pairs = watched.map(({ encoded }) => encoded)
  const batch = makeBatch(pairs, [...pairs.keys()])
  const context = { batch, ...dataset }
  const { lengthFactor } = configuration.evaluation
  const tokenizer = getTokenizer(configuration.data.tokenizer.target)
  const forced = runForced(model, batch)
  await setImmediate()
  const decodings = decodeBatch(model, batch, { lengthFactor, attention: true })
  return watched.flatMap(({ sentence }, row) => {
    const decoding = decodings[row]
    if (!decoding) return []
    const maps = [freeMap(context, decoding, row)]
    if (sentence.reference.length > 0) maps.unshift(forcedMap(context, forced, row))
    const text = tokenizer.join(decodeIds(decoding.tokens, dataset.targetVocabulary))
    return [{ index: sentence.index, text, maps }]
  })
}
