import { setImmediate } from 'node:timers/promises'
import { makeBatch } from '../../data/batches.ts'
import { decodeIds } from '../../data/encode.ts'
import type { Dataset, EncodedPair, TokenPair } from '../../data/types.ts'
import { alignmentErrors, argmaxLinks } from '../../metrics/alignment.ts'
import { meanAttention } from '../../metrics/attention-weights.ts'
import { attentionEntropy } from '../../metrics/entropy.ts'
import { exactMatch } from '../../metrics/exact-match.ts'
import { perplexity } from '../../metrics/perplexity.ts'
import { type Ratio, ratioValue, sumRatios } from '../../metrics/ratio.ts'
import { tokenErrors } from '../../metrics/token-error-rate.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { trimAttention } from '../decoding/trim-attention.ts'
import type { ForcedPass } from '../inference/forced-pass.ts'
import type { Inference } from '../inference/inference.ts'
import { evaluationBatches } from './batches.ts'

export interface EvaluationParts {
  readonly configuration: Configuration
  readonly dataset: Dataset
  readonly encodedValid: readonly EncodedPair[]
  readonly inference: Inference
}

/** Sums over all pairs, so that no metric depends on how they were cut into batches. */
type Sums = Record<'loss' | 'correct' | 'entropy' | 'alignment' | 'exact' | 'errors' | 'closestErrors', Ratio[]>

/**
 * Measures the model on the first `evaluation.pairs` validation pairs: loss, perplexity, accuracy and
 * attention with the reference fed, then errors of greedy decodes that never see its length. The event
 * loop runs between batches.
 *
 * @throws aborted when the signal says so
 */
export async function evaluate(parts: EvaluationParts, signal: AbortSignal): Promise<MetricValues> {
  const sums: Sums = { loss: [], correct: [], entropy: [], alignment: [], exact: [], errors: [], closestErrors: [] }
  const { lengthFactor } = parts.configuration.evaluation
  for (const indices of evaluationBatches(parts.configuration, parts.encodedValid)) {
    const batch = makeBatch(parts.encodedValid, indices)
    const pairs = indices.flatMap((index) => parts.dataset.valid[index] ?? [])
    const forced = parts.inference.forced(batch)
    sums.loss.push({ numerator: forced.negativeLogLikelihood, denominator: forced.tokens })
    sums.correct.push({ numerator: forced.correct, denominator: forced.tokens })
    addAttention(sums, pairs, forced)
    await breathe(signal)
    const decodings = parts.inference.decode(batch, { lengthFactor, attention: false })
    for (const [row, { tokens }] of decodings.entries()) {
      const pair = pairs[row]
      if (pair) addDecode(sums, pair, decodeIds(tokens, parts.dataset.targetVocabulary))
    }
    await breathe(signal)
  }
  return summarize(sums, parts.configuration)
}

function addAttention(sums: Sums, pairs: readonly TokenPair[], { attention }: ForcedPass): void {
  if (!attention) return
  const [, layers, heads] = attention.shape
  for (const [row, pair] of pairs.entries()) {
    const [source, target] = [pair.source.length + 1, pair.target.length + 1] // with <eos>
    const weights = trimAttention(attention, row, target, source)
    const map = meanAttention({ source: { length: source }, target: { length: target }, layers, heads, weights })
    if (!map) continue
    sums.entropy.push(attentionEntropy(map, source))
    if (!pair.alignment) continue
    const links = argmaxLinks(map, { source: pair.source.length, target: pair.target.length })
    sums.alignment.push(alignmentErrors(links, pair.alignment))
  }
}

function addDecode(sums: Sums, pair: TokenPair, output: readonly string[]): void {
  const references = [pair.target, ...pair.alternatives]
  sums.exact.push(exactMatch(output, references))
  sums.errors.push(tokenErrors(output, [pair.target]))
  sums.closestErrors.push(tokenErrors(output, references))
}

function summarize(sums: Sums, { data }: Configuration): MetricValues {
  const value = (name: keyof Sums) => ratioValue(sumRatios(sums[name]))
  return {
    'valid/loss': value('loss'),
    'valid/perplexity': perplexity(sumRatios(sums.loss)),
    'valid/token_accuracy': value('correct'),
    'valid/exact_match': value('exact'),
    'valid/edit_distance': value('errors'),
    ...(data.source.kind === 'pronouncing' ? { 'valid/phoneme_error_rate': value('closestErrors') } : {}),
    ...(sums.alignment.length > 0 ? { 'valid/alignment_error_rate': value('alignment') } : {}),
    ...(sums.entropy.length > 0 ? { 'valid/attention_entropy': value('entropy') } : {}),
  }
}

async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  if (signal.aborted) throw new SaccadeError('aborted', 'The evaluation was stopped')
}
