import { setImmediate } from 'node:timers/promises'
import { makeBatch } from '../data/batches.ts'
import { decodeIds, encodePair, unknownTokens } from '../data/encode.ts'
import { getTokenizer } from '../data/tokenizers/registry.ts'
import { vocabularyFromJson } from '../data/vocabulary.ts'
import { readCheckpoint } from '../shared/checkpoint-file.ts'
import type { Batch } from '../data/types.ts'
import { type DecodingMethod, GREEDY } from '../shared/contract/decoding.ts'
import type { TranslateRequest, Translation, TranslationHypothesis } from '../shared/contract/trainer.ts'
import { counted } from '../shared/counted.ts'
import { SaccadeError } from '../shared/errors.ts'
import { loadOwnScore } from './attention/own-score/own-score.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import type { Hypothesis } from './decoding/hypothesis.ts'
import { type SearchOptions, searchWidth } from './decoding/search.ts'
import { loadEngine } from './engine/load.ts'
import { hypothesisMaps } from './evaluation/hypothesis-maps.ts'
import { createEagerInference } from './inference/eager-inference.ts'
import type { Inference } from './inference/inference.ts'
import { createModel } from './seq2seq/model.ts'
import { restoreWeights } from './training/checkpoint.ts'

/**
 * Decodes lines of text with a checkpoint, one result a line, in order; a line without tokens gives an empty result. The
 * event loop runs between batches.
 *
 * @throws not-found, storage, newer-version, engine, bad-usage when there are not as many targets as lines
 */
export async function translate(request: TranslateRequest, signal: AbortSignal): Promise<Translation[]> {
  const { configuration, lines, targets, decoding = GREEDY } = request
  if (targets && targets.length !== lines.length) {
    throw new SaccadeError('bad-usage', `${counted(lines.length, 'source')} but ${counted(targets.length, 'target')}`, {
      hint: 'Give one target for each source, or none.',
    })
  }
  const checkpoint = await readCheckpoint(request.checkpoint)
  await loadEngine(configuration.engine)
  const sourceVocabulary = vocabularyFromJson(checkpoint.content.sourceVocabulary)
  const targetVocabulary = vocabularyFromJson(checkpoint.content.targetVocabulary)
  const sizes = { source: sourceVocabulary.size, target: targetVocabulary.size }
  const own = request.score ? loadOwnScore(request.score) : null
  const model = createModel(configuration.model, sizes, configuration.seed, own?.create)
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
    const options = { lengthFactor, attention: request.attention }
    // As many rows a step as a greedy batch has, whatever the width.
    const together = Math.max(1, Math.floor(batchSize / searchWidth(decoding)))
    for (const indices of batchesByLength(pairs, together)) {
      const batch = makeBatch(encoded, indices)
      const found = decode(inference, batch, decoding, options)
      const maps = request.attention
        ? hypothesisMaps({
            inference,
            model: configuration.model,
            context: { batch, sourceVocabulary, targetVocabulary },
            pairs: indices.flatMap((index) => encoded[index] ?? []),
            decodings: found,
            forced: targets !== undefined,
          })
        : []
      for (const [row, index] of indices.entries()) {
        const [pair, decodings] = [pairs[index], found[row] ?? []]
        if (!pair) continue
        const hypotheses = decodings.map(({ tokens, score, penalizedScore, ended }) => {
          const output = decodeIds(tokens, targetVocabulary)
          return { output, text: targetTokenizer.join(output), score, penalizedScore, ended }
        })
        results[index] = {
          ...emptyTranslation(pair.source),
          ...first(hypotheses),
          unknownTokens: unknownTokens(pair.source, sourceVocabulary),
          attention: maps[row] ?? [],
          hypotheses,
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

function decode(inference: Inference, batch: Batch, method: DecodingMethod, options: SearchOptions): Hypothesis[][] {
  if (method.kind !== 'greedy') return inference.search(batch, method, options)
  const lengthFactor = method.lengthFactor ?? options.lengthFactor
  const decodings = inference.decode(batch, { ...options, lengthFactor })
  return decodings.map((decoding) => [{ ...decoding, penalizedScore: decoding.score }])
}

function first([best]: readonly TranslationHypothesis[]): Partial<Translation> {
  return best ? { output: best.output, text: best.text, score: best.score } : {}
}

function emptyTranslation(source: readonly string[]): Translation {
  return { source, output: [], text: '', score: 0, unknownTokens: [], attention: [], hypotheses: [] }
}

/** Lines of like length share a batch; lines without tokens are in none. */
function batchesByLength(pairs: readonly { source: readonly string[] }[], batchSize: number): number[][] {
  const length = (index: number) => pairs[index]?.source.length ?? 0
  const sorted = [...pairs.keys()].filter((index) => length(index) > 0).sort((a, b) => length(a) - length(b) || a - b)
  const batches: number[][] = []
  for (let start = 0; start < sorted.length; start += batchSize) batches.push(sorted.slice(start, start + batchSize))
  return batches
}
