import * as tf from '@tensorflow/tfjs-core'
import { BOS, PAD } from '../../data/vocabulary.ts'

/** So many tokens of a vocabulary no output has: `<pad>` and `<bos>`. */
export const NEVER_CHOSEN = 2

// Beside any logit this is never the largest, and its exponential is exactly 0.
const FORBIDDEN = -3e38

/** 0 for every token that may be chosen, nearly −∞ for `<pad>` and `<bos>`, which are never: [vocabulary]. */
export function forbiddenTokens(vocabulary: number): tf.Tensor1D {
  const forbidden = new Float32Array(vocabulary)
  forbidden[PAD] = FORBIDDEN
  forbidden[BOS] = FORBIDDEN
  return tf.tensor1d(forbidden)
}

/**
 * Natural log-probabilities [rows, vocabulary] of the tokens that may be chosen, nearly −∞ for the others. Those keep
 * their share of the probability: what a model wastes on `<pad>` is missing from the scores.
 */
export function allowedLogProbabilities(logits: tf.Tensor2D): tf.Tensor2D {
  return tf.sub(tf.add(logits, forbiddenTokens(logits.shape[1])), tf.logSumExp(logits, 1, true))
}

/** 0 for the one token that may be chosen, nearly −∞ for all others: [vocabulary]. */
export function onlyToken(vocabulary: number, token: number): tf.Tensor1D {
  const others = new Float32Array(vocabulary).fill(FORBIDDEN)
  others[token] = 0
  return tf.tensor1d(others)
}

/** Whether a value of {@link allowedLogProbabilities}, or a sum of such, belongs to tokens that may be chosen. */
export function isAllowed(logProbability: number): boolean {
  return logProbability > -1e38 // false for NaN
}
