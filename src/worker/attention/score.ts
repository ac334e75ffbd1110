import type * as tf from '@tensorflow/tfjs-core'
import type { Parameters } from '../nn/parameters.ts'

/** What a score needs to know to make its parameters. */
export interface ScoreSizes {
  /** Numbers in a query. */
  readonly query: number
  /** Numbers in a key: an encoder output. */
  readonly key: number
  /** Width of an inner layer, where the score has one. */
  readonly inner: number
  /** Whether its linear maps have biases, where they may. */
  readonly bias: boolean
  /** Number of heads, where the score has several. */
  readonly heads: number
  /** Source positions it knows, where the score goes by position. */
  readonly positions: number
  /** Whether the score is to know what was attended to before, where it can. */
  readonly coverage: boolean
}

/**
 * How well each query fits each source position. One file a score in `scores/`; `registry.ts` lists them.
 * Padding is none of a score's business: it is masked in one place, after the score and the span.
 */
export interface Score {
  readonly heads: number
  /** What is computed once a sentence: encoder outputs [batch, source, key] → keys as the score wants them. */
  prepare(outputs: tf.Tensor): tf.Tensor
  /**
   * queries [batch, target, query], prepared keys → [batch, heads, target, source], any real numbers. `coverage`
   * [batch, source], with target 1: the sum of the weights of the steps before, for a score made with coverage.
   */
  score(queries: tf.Tensor, keys: tf.Tensor, coverage: tf.Tensor | null): tf.Tensor
  /** Where values are not the encoder outputs themselves. */
  readonly values?: ScoreValues
}

/** Values of their own, as multi-head attention has them. */
export interface ScoreValues {
  /** Numbers in a context. */
  readonly size: number
  /** Once a sentence: encoder outputs [batch, source, key] → [batch, heads, source, …]. */
  prepare(outputs: tf.Tensor): tf.Tensor
  /** Weighted values [batch, heads, target, …] → context [batch, target, size]. */
  join(weighted: tf.Tensor): tf.Tensor
}

export type CreateScore = (parameters: Parameters, name: string, sizes: ScoreSizes) => Score
