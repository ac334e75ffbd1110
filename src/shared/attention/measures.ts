import type { Alignment } from '../contract/attention.ts'
import type { MetricName } from '../metrics.ts'
import type { Ratio } from '../ratio.ts'
import { alignmentErrors, argmaxLinks } from './alignment.ts'
import { attentionEntropy } from './entropy.ts'
import { attentionCoverage, attentionDiagonality, attentionMonotonicity } from './shape.ts'
import type { TokenCounts } from './tokens.ts'
import type { AttentionWeights } from './weights.ts'

export const ATTENTION_MEASURES = ['entropy', 'alignment error', 'coverage', 'diagonality', 'monotonicity'] as const
export type AttentionMeasure = (typeof ATTENTION_MEASURES)[number]

/** The metrics of evaluations that measure the same, of the mean of all heads. */
export const MEASURE_METRICS = {
  entropy: 'valid/attention_entropy',
  'alignment error': 'valid/alignment_error_rate',
  coverage: 'valid/attention_coverage',
  diagonality: 'valid/attention_diagonality',
  monotonicity: 'valid/attention_monotonicity',
} as const satisfies Record<AttentionMeasure, MetricName>

/**
 * What is measured of one sentence's attention; sums of such ratios are what evaluations and snapshots tell.
 * @param weights rows sum to 1; one column more than tokens, for `<eos>`
 * @param gold without one there is no alignment error
 */
export function measureAttention(
  weights: AttentionWeights,
  tokens: TokenCounts,
  gold: Alignment | null,
): [AttentionMeasure, Ratio][] {
  const measured: [AttentionMeasure, Ratio][] = [
    ['entropy', attentionEntropy(weights, weights.columns)],
    ['coverage', attentionCoverage(weights, tokens)],
    ['diagonality', attentionDiagonality(weights, tokens)],
    ['monotonicity', attentionMonotonicity(weights, tokens)],
  ]
  if (gold) measured.push(['alignment error', alignmentErrors(argmaxLinks(weights, tokens), gold)])
  return measured
}
