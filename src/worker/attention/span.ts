import type * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { Parameters } from '../nn/parameters.ts'

/** Which source positions a query may look at, and how scores become weights. One file a span in `spans/`. */
export interface Span {
  /** What is computed once a sentence from the mask [batch, source]: tensors [batch, …] by name. */
  prepare(mask: tf.Tensor2D): Record<string, tf.Tensor>
  /** scores [batch, heads, target, source] → weights: rows sum to 1, padding has exactly 0. */
  weigh(scores: tf.Tensor, asked: Asked): Weighed
}

/** What a span may go by besides the scores. */
export interface Asked {
  readonly queries: tf.Tensor // [batch, target, query]
  /** The queries' places in the target, from 0. */
  readonly positions: tf.Tensor // [1 or batch, target, 1]
  /** A part of what `prepare` gave. */
  part(name: string): tf.Tensor
}

export interface Weighed {
  readonly weights: tf.Tensor // [batch, heads, target, source]
  /** Where the windows' centres lie, in source positions from 0; null where there is no window. */
  readonly centres: tf.Tensor | null // [batch, target]
}

export type SpanSettings = Pick<ModelConfiguration['attention'], 'span' | 'window' | 'centre' | 'ratio'>

/** `query`: numbers in a query. */
export type CreateSpan = (parameters: Parameters, name: string, settings: SpanSettings, query: number) => Span
