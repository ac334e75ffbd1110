import { makeBatch } from '../data/batches.ts'
import { decodeIds, encodePair, encodeTokens, unknownTokens } from '../data/encode.ts'
import { GREEDY } from '../shared/contract/decoding.ts'
import type { TranslateRequest } from '../shared/contract/trainer.ts'
import type { Translation, TranslationHypothesis } from '../shared/contract/translation.ts'
import { checkTargetCount } from '../shared/target-count.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import type { Hypothesis } from './decoding/hypothesis.ts'
import { decode } from './decoding/decode.ts'
import { searchWidth } from './decoding/search.ts'
import { createBreath } from './breath.ts'
import { inTurns } from './decoding/turns.ts'
import { batchesByLength } from './evaluation/batches.ts'
import { hypothesisMaps } from './evaluation/hypothesis-maps.ts'
import type { StoredModels, TextSide } from './stored-models.ts'

/**
 * Decodes lines of text with a checkpoint, one result a line, in order; a line without tokens gives an empty result. The
 * event loop runs between two calls of the model.
 *
 * @throws not-found, storage, newer-version, diverged, engine, bad-usage when there are not as many targets as lines
 */
export async function translate(
  models: StoredModels,
  request: TranslateRequest,
  signal: AbortSignal,
): Promise<Translation[]> {
  const { lines, targets, decoding = GREEDY } = request
  if (targets) checkTargetCount(lines, targets)
  return models.use(request, signal, async ({ configuration, inference, source, target }) => {
    const pairs = lines.map((line, index) => ({
      source: source.tokenizer.tokenize(line),
      target: targets ? target.tokenizer.tokenize(targets[index] ?? '') : [],
    }))
    checkSourceLengths(configuration.model.attention, pairs, 'The lines')
    const encoded = pairs.map((pair) => encodePair(pair, source.vocabulary, target.vocabulary))
    const results = pairs.map((pair) => emptyTranslation(pair.source))
    const breathe = createBreath('The translation', signal)
    const { lengthFactor, batchSize } = configuration.evaluation
    const forced = target.tokenizer.tokenize(request.prefix ?? '')
    const prefix = encodeTokens(forced, target.vocabulary).subarray(0, -1) // without <eos>
    const options = { lengthFactor, attention: request.attention, prefix }
    // As many rows a step as a greedy batch has, whatever the width.
    const together = Math.max(1, Math.floor(batchSize / searchWidth(decoding)))
    const asked = [...pairs.keys()].filter((index) => pairs[index]?.source.length !== 0)
    for (const indices of batchesByLength(pairs, asked, together)) {
      const batch = makeBatch(encoded, indices)
      const found = await inTurns(decode(inference, batch, decoding, options), breathe)
      const maps = request.attention
        ? hypothesisMaps({
            inference,
            model: configuration.model,
            context: { batch, sourceVocabulary: source.vocabulary, targetVocabulary: target.vocabulary },
            pairs: indices.flatMap((index) => encoded[index] ?? []),
            decodings: found,
            forced: targets !== undefined,
          })
        : []
      for (const [row, index] of indices.entries()) {
        const [pair, decodings] = [pairs[index], found[row] ?? []]
        if (!pair) continue
        const hypotheses = hypothesisTexts(decodings, target)
        results[index] = {
          ...emptyTranslation(pair.source),
          ...first(hypotheses),
          unknownTokens: unknownTokens(pair.source, source.vocabulary),
          attention: maps[row] ?? [],
          hypotheses,
        }
      }
      await breathe()
    }
    return results
  })
}

/** Hypotheses as text. */
export function hypothesisTexts(decodings: readonly Hypothesis[], target: TextSide): TranslationHypothesis[] {
  return decodings.map(({ tokens, score, penalizedScore, ended }) => {
    const output = decodeIds(tokens, target.vocabulary)
    return { output, text: target.tokenizer.join(output), score, penalizedScore, ended }
  })
}

function first([best]: readonly TranslationHypothesis[]): Partial<Translation> {
  return best ? { output: best.output, text: best.text, score: best.score } : {}
}

function emptyTranslation(source: readonly string[]): Translation {
  return { source, output: [], text: '', score: 0, unknownTokens: [], attention: [], hypotheses: [] }
}
