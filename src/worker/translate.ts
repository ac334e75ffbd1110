import { setImmediate } from 'node:timers/promises'
import { makeBatch } from '../data/batches.ts'
import { decodeIds, encodePair, unknownTokens } from '../data/encode.ts'
import { getTokenizer } from '../data/tokenizers/tokenizer.ts'
import { vocabularyFromJson } from '../data/vocabulary.ts'
import { readCheckpoint } from '../shared/checkpoint-file.ts'
import type { TranslateRequest, Translation } from '../shared/contract/trainer.ts'
import { SaccadeError } from '../shared/errors.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import type { Decoding } from './decoding/greedy.ts'
import { loadEngine } from './engine/load.ts'
import { forcedMap, freeMap } from './evaluation/maps.ts'
import { createEagerInference } from './inference/eager-inference.ts'
import type { ForcedPass } from './inference/forced-pass.ts'
import { createModel } from './seq2seq/model.ts'
import { restoreWeights } from './training/checkpoint.ts'

/**
 * Decodes lines of text greedily with a checkpoint, one result a line, in order; a line without tokens
 * gives an empty result. The event loop runs between batches.
 *
 * @throws not-found, storage, newer-version, engine, bad-usage when there are not as many targets as lines
 */
export async function translate(request: TranslateRequest, signal: AbortSignal): Promise<Translation[]> {
  const { configuration, lines, targets } = request
  if (targets && targets.length !== lines.length) {
    throw new SaccadeError('bad-usage', `There are ${lines.length} sources but ${targets.length} targets`, {
      hint: 'Give one target for each source, or none.',
    })
  }
  const checkpoint = await readCheckpoint(request.checkpoint)
  await loadEngine(configuration.engine)
  const sourceVocabulary = vocabularyFromJson(checkpoint.content.sourceVocabulary)
  const targetVocabulary = vocabularyFromJson(checkpoint.content.targetVocabulary)
  const sizes = { source: sourceVocabulary.size, target: targetVocabulary.size }
  const model = createModel(configuration.model, sizes, configuration.seed)
  try {
    restoreWeights(checkpoint, { parameters: model.parameters, slots: null })
    const sourceTokenizer = getTokenizer(configuration.data.tokenizer.source)
    const targetTokenizer = getTokenizer(configuration.data.tokenizer.target)
    const pairs = lines.map((line, index) => ({
      source: sourceTokenizer.tokenize(line),
      target: targets ? targetTokenizer.tokenize(targets[index] ?? '') : [],
    }))
    checkSourceLengths(configuration.model.attention, pairs, 'The lines')
    const encoded = pairs.map((pair) => encodePair(pair, sourceVocabulary, targetVocabulary))
    const results = pairs.map(({ source }) => emptyTranslation(source))
    const inference = createEagerInference(model)
    const { lengthFactor, batchSize } = configuration.evaluation
    for (const indices of batchesByLength(pairs, batchSize)) {
      const batch = makeBatch(encoded, indices)
      const context = { batch, sourceVocabulary, targetVocabulary }
      const decodings = inference.decode(batch, { lengthFactor, attention: request.attention })
      const forced = request.attention && targets ? inference.forced(batch) : null
      for (const [row, index] of indices.entries()) {
        const [pair, decoding] = [pairs[index], decodings[row]]
        if (!pair || !decoding) continue
        const output = decodeIds(decoding.tokens, targetVocabulary)
        results[index] = {
          source: pair.source,
          output,
          text: targetTokenizer.join(output),
          score: decoding.score,
          unknownTokens: unknownTokens(pair.source, sourceVocabulary),
          attention: request.attention ? mapsOf(context, decoding, pair.target.length > 0 ? forced : null, row) : [],
        }
      }
      await setImmediate()
      if (signal.aborted) throw new SaccadeError('aborted', 'The translation was given up')
    }
    return results
  } finally {
    model.dispose()
  }
}

function mapsOf(context: Parameters<typeof freeMap>[0], decoding: Decoding, forced: ForcedPass | null, row: number) {
  const free = freeMap(context, decoding, row)
  return forced ? [forcedMap(context, forced, row), free] : [free]
}

function emptyTranslation(source: readonly string[]): Translation {
  return { source, output: [], text: '', score: 0, unknownTokens: [], attention: [] }
}

/** Lines of like length share a batch; lines without tokens are in none. */
function batchesByLength(pairs: readonly { source: readonly string[] }[], batchSize: number): number[][] {
  const length = (index: number) => pairs[index]?.source.length ?? 0
  const sorted = [...pairs.keys()].filter((index) => length(index) > 0).sort((a, b) => length(a) - length(b) || a - b)
  const batches: number[][] = []
  for (let start = 0; start < sorted.length; start += batchSize) batches.push(sorted.slice(start, start + batchSize))
  return batches
}
