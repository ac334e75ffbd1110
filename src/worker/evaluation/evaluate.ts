import { makeBatch } from '../../data/batches.ts'
import { decodeIds } from '../../data/encode.ts'
import type { Dataset, EncodedPair, TokenPair } from '../../data/types.ts'
import { perplexity } from '../../metrics/perplexity.ts'
import { type Ratio, ratioValue, sumRatios } from '../../shared/ratio.ts'
import { tokenErrors } from '../../metrics/token-error-rate.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import type { PairOutput } from '../../shared/outputs/pair-outputs.ts'
import { createBreath } from '../breath.ts'
import { inTurns } from '../decoding/turns.ts'
import type { Inference } from '../inference/inference.ts'
import { createAttentionScores } from './attention-scores.ts'
import { evaluationBatches } from './batches.ts'
import { pairOutput } from './pair-output.ts'
import { createTextScores } from './text-scores.ts'
import { validationOutputs } from './validation-outputs.ts'

export interface EvaluationParts {
  readonly configuration: Configuration
  readonly dataset: Dataset
  readonly encodedValid: readonly EncodedPair[]
  readonly inference: Inference
  /** Hears what came of each pair, by its place among the validation pairs and in no order. */
  readonly onPair?: (place: number, output: PairOutput) => void
}

/** Sums over all pairs, so that no metric depends on how they were cut into batches. */
type Sums = Record<'loss' | 'freeLoss' | 'correct' | 'exact' | 'errors' | 'closestErrors', Ratio[]>

/**
 * Measures the model on the validation pairs that are evaluated: loss, perplexity, accuracy and
 * attention with the reference fed, then errors, BLEU and chrF of decodes that never see its length. The
 * event loop runs between two calls of the model.
 *
 * @throws aborted when the signal says so
 */
export async function evaluate(
  parts: EvaluationParts,
  signal: AbortSignal,
  onProgress: (text: string) => void = () => undefined,
): Promise<MetricValues> {
  const breathe = createBreath('The evaluation', signal)
  const sums: Sums = { loss: [], freeLoss: [], correct: [], exact: [], errors: [], closestErrors: [] }
  const attention = createAttentionScores()
  const { evaluation } = parts.configuration
  const { target } = parts.dataset.tokenizers
  const text = createTextScores(target)
  const batches = evaluationBatches(parts.configuration, parts.encodedValid)
  for (const [number, indices] of batches.entries()) {
    onProgress(`evaluating: batch ${number + 1} of ${batches.length}`)
    const batch = makeBatch(parts.encodedValid, indices)
    const pairs = indices.flatMap((index) => parts.dataset.valid[index] ?? [])
    const forced = parts.inference.forced(batch)
    sums.loss.push({ numerator: forced.negativeLogLikelihood, denominator: forced.tokens })
    sums.correct.push({ numerator: forced.correct, denominator: forced.tokens })
    const alignments = attention.add(pairs, forced.attention)
    await breathe()
    const outputs = await inTurns(validationOutputs(parts.inference, batch, evaluation), breathe)
    for (const [row, { tokens, score, referenceScore }] of outputs.entries()) {
      const pair = pairs[row]
      if (!pair) continue
      const output = decodeIds(tokens, parts.dataset.targetVocabulary)
      const made = pairOutput(pair, output, { score, alignment: alignments[row] ?? null, join: target.join })
      addDecode(sums, pair, made)
      parts.onPair?.(indices[row] ?? -1, made)
      text.add(pair, output)
      if (referenceScore !== undefined)
        sums.freeLoss.push({ numerator: -referenceScore, denominator: pair.target.length + 1 })
    }
    await breathe()
  }
  return { ...summarize(sums, parts.configuration), ...text.values(), ...attention.values() }
}

function addDecode(sums: Sums, pair: TokenPair, { tokens, exact, edits, reference }: PairOutput): void {
  sums.exact.push({ numerator: Number(exact), denominator: 1 })
  const closest = { numerator: edits, denominator: reference }
  sums.errors.push(pair.alternatives.length > 0 ? tokenErrors(tokens, [pair.target]) : closest)
  sums.closestErrors.push(closest)
}

function summarize(sums: Sums, { data }: Configuration): MetricValues {
  const value = (name: keyof Sums) => ratioValue(sumRatios(sums[name]))
  return {
    'valid/loss': value('loss'),
    'valid/perplexity': perplexity(sumRatios(sums.loss)),
    ...(sums.freeLoss.length > 0
      ? { 'valid/free_loss': value('freeLoss'), 'valid/exposure_gap': value('freeLoss') - value('loss') }
      : {}),
    'valid/token_accuracy': value('correct'),
    'valid/exact_match': value('exact'),
    'valid/edit_distance': value('errors'),
    ...(data.source.kind === 'pronouncing' ? { 'valid/phoneme_error_rate': value('closestErrors') } : {}),
  }
}
