import { makeBatch } from '../data/batches.ts'
import { decodeIds, encodePair } from '../data/encode.ts'
import type { DecodePairsRequest } from '../shared/contract/trainer.ts'
import { type PairOutput, type PairOutputs, columnsOf } from '../shared/outputs/pair-outputs.ts'
import { checkSourceLengths } from './attention/fit-to-data.ts'
import { createBreath } from './breath.ts'
import { inTurns } from './decoding/turns.ts'
import { createAttentionScores } from './evaluation/attention-scores.ts'
import { batchesByLength } from './evaluation/batches.ts'
import { pairOutput } from './evaluation/pair-output.ts'
import { validationOutputs } from './evaluation/validation-outputs.ts'
import type { StoredModels } from './stored-models.ts'

/**
 * Decodes pairs with a checkpoint as an evaluation of its run does, one row a pair, in order. The event loop runs between
 * two calls of the model.
 *
 * @throws not-found, storage, newer-version, diverged, engine, aborted when the signal says so
 */
export async function decodePairs(
  models: StoredModels,
  request: DecodePairsRequest,
  signal: AbortSignal,
): Promise<PairOutputs> {
  const { pairs } = request
  return models.use(request, signal, async ({ configuration, inference, source, target }) => {
    checkSourceLengths(configuration.model.attention, pairs, 'The validation pairs')
    const encoded = pairs.map((pair) => encodePair(pair, source.vocabulary, target.vocabulary))
    const breathe = createBreath('The decoding', signal)
    const rows = new Array<PairOutput>(pairs.length)
    for (const indices of batchesByLength(encoded, [...pairs.keys()], configuration.evaluation.batchSize)) {
      const batch = makeBatch(encoded, indices)
      const those = indices.flatMap((index) => pairs[index] ?? [])
      const hasGold = those.some(({ alignment }) => alignment !== null)
      const attention = hasGold ? inference.forced(batch).attention : null
      const alignments = createAttentionScores().add(those, attention)
      await breathe()
      const outputs = await inTurns(validationOutputs(inference, batch, configuration.evaluation), breathe)
      for (const [row, { tokens, score }] of outputs.entries()) {
        const [index, pair] = [indices[row], those[row]]
        if (index === undefined || !pair) continue
        const { join } = target.tokenizer
        const output = decodeIds(tokens, target.vocabulary)
        rows[index] = pairOutput(pair, output, { score, alignment: alignments[row] ?? null, join })
      }
      await breathe()
    }
    return columnsOf(rows)
  })
}
