import { makeBatch } from '../data/batches.ts'
import { encodePair, unknownPlaces } from '../data/encode.ts'
import { EOS, SPECIAL_TOKENS } from '../data/vocabulary.ts'
import type { ScoreReferencesRequest } from '../shared/contract/trainer.ts'
import type { ReferenceScore } from '../shared/contract/translation.ts'
import { checkTargetCount } from '../shared/target-count.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import { createBreath } from './breath.ts'
import { batchesByLength } from './evaluation/batches.ts'
import { logProbabilitiesOf } from './inference/forced-pass.ts'
import type { StoredModels } from './stored-models.ts'

/**
 * Feeds the targets and says how probable the model finds each of their tokens: forced decoding. One result a pair, in
 * order; null where the source has no tokens. The event loop runs between batches.
 *
 * @throws not-found, storage, newer-version, engine, bad-usage when there are not as many targets as lines
 */
export async function scoreReferences(
  models: StoredModels,
  request: ScoreReferencesRequest,
  signal: AbortSignal,
): Promise<(ReferenceScore | null)[]> {
  const { lines, targets } = request
  checkTargetCount(lines, targets)
  return models.use(request, signal, async ({ configuration, inference, source, target }) => {
    const pairs = lines.map((line, index) => ({
      source: source.tokenizer.tokenize(line),
      target: target.tokenizer.tokenize(targets[index] ?? ''),
    }))
    checkSourceLengths(configuration.model.attention, pairs, 'The lines')
    const encoded = pairs.map((pair) => encodePair(pair, source.vocabulary, target.vocabulary))
    const breathe = createBreath('The scoring', signal)
    const results = pairs.map((): ReferenceScore | null => null)
    const asked = [...pairs.keys()].filter((index) => pairs[index]?.source.length !== 0)
    for (const indices of batchesByLength(encoded, asked, configuration.evaluation.batchSize)) {
      const pass = inference.forced(makeBatch(encoded, indices))
      for (const [row, index] of indices.entries()) {
        const pair = pairs[index]
        if (!pair) continue
        results[index] = {
          source: pair.source,
          target: [...pair.target, SPECIAL_TOKENS[EOS]],
          logProbabilities: logProbabilitiesOf(pass, row, pair.target.length + 1),
          unknown: {
            source: unknownPlaces(pair.source, source.vocabulary),
            target: unknownPlaces(pair.target, target.vocabulary),
          },
        }
      }
      await breathe()
    }
    return results
  })
}
