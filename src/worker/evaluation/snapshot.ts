import { makeBatch } from '../../data/batches.ts'
import { decodeIds } from '../../data/encode.ts'
import type { Dataset } from '../../data/types.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { createBreath } from '../breath.ts'
import { inTurns } from '../decoding/turns.ts'
import type { SnapshotSentence } from '../../shared/contract/recorder.ts'
import type { Inference } from '../inference/inference.ts'
import { forcedMap, freeMap } from './maps.ts'
import type { WatchedPair } from './watched.ts'
import { windowsOf } from './windows.ts'

export interface SnapshotParts {
  readonly configuration: Configuration
  readonly dataset: Dataset
  readonly watched: readonly WatchedPair[]
  readonly inference: Inference
}

/**
 * Decodes the watched sentences and takes their attention, teacher-forced where there is a reference and free-running. The
 * event loop runs between two calls of the model.
 *
 * @throws aborted when the signal says so
 */
export async function takeSnapshot(
  { configuration, dataset, watched, inference }: SnapshotParts,
  signal?: AbortSignal,
): Promise<SnapshotSentence[]> {
  if (watched.length === 0) return []
  const pairs = watched.map(({ encoded }) => encoded)
  const batch = makeBatch(pairs, [...pairs.keys()])
  const context = { batch, ...dataset }
  const { lengthFactor } = configuration.evaluation
  const forced = inference.forced(batch)
  const breathe = createBreath('The snapshot', signal)
  await breathe()
  const decodings = await inTurns(inference.decode(batch, { lengthFactor, attention: true }), breathe)
  const { model } = configuration
  const made = pairs.map(({ source, target }, row) => ({ source, target: decodings[row]?.tokens ?? target }))
  const [freeWindows, forcedWindows] = [windowsOf(inference, model, made), windowsOf(inference, model, pairs)]
  return watched.flatMap(({ sentence }, row) => {
    const decoding = decodings[row]
    if (!decoding) return []
    const maps = [freeMap(context, decoding, row, freeWindows[row])]
    if (sentence.reference.length > 0) maps.unshift(forcedMap(context, forced, row, forcedWindows[row]))
    const text = dataset.tokenizers.target.join(decodeIds(decoding.tokens, dataset.targetVocabulary))
    return [{ index: sentence.index, text, maps }]
  })
}
