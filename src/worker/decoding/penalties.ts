import * as tf from '@tensorflow/tfjs-core'

/** Strengths of the penalties of Wu et al. 2016 (Google's neural machine translation system), equation 14. */
export interface Penalties {
  /** α ≥ 0 */
  readonly lengthPenalty: number
  /** β ≥ 0 */
  readonly coveragePenalty: number
}

/** A source position that got less attention than this counts as if it got so much: where a window never went, the logarithm stays finite. */
export const LEAST_COVERAGE = 1e-6

/** lp(Y) = ((5 + |Y|) / (5 + 1))^α for |Y| tokens, `<eos>` counted; grows with the length. */
export function lengthPenalty(tokens: number, alpha: number): number {
  return ((5 + tokens) / 6) ** alpha
}

/**
 * The score that ranks hypotheses: log P(Y|X) / lp(Y) + β · coverage, where `coverage` is what
 * {@link coverageTerm} gives.
 */
export function penalizedScore(
  { score, tokens, coverage }: { score: number; tokens: number; coverage: number },
  { lengthPenalty: alpha, coveragePenalty: beta }: Penalties,
): number {
  const normalized = score / lengthPenalty(tokens, alpha)
  return beta === 0 ? normalized : normalized + beta * coverage
}

/**
 * Σ_i log(min(Σ_j p_ij, 1)) over the real source positions i, without β: at most 0, and 0 where every position got
 * all the attention of one target token. covered float32 [rows, source] is the sum over the steps j so far; mask
 * [rows, source] → [rows].
 */
export function coverageTerm(covered: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor1D {
  return tf.sum(tf.mul(tf.log(tf.clipByValue(covered, LEAST_COVERAGE, 1)), mask), 1)
}

/** One step's attention [rows, layers, heads, source] as the share of each source position: the mean over layers and heads, [rows, source]. */
export function attentionShare(attention: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(attention, [1, 2])
}
