import type * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { Parameters } from '../nn/parameters.ts'

/** Which source positions a query may look at, and how it changes the scores there. One file a span in `spans/`. */
export interface Span {
  /** What is computed once a sentence from the mask [batch, source]: tensors [batch, …] by name. */
  prepare(mask: tf.Tensor2D): Record<string, tf.Tensor>
  /** For scores [batch, heads, target, source]. */
  shape(scores: tf.Tensor, asked: Asked): Shaped
}

/** What a span may go by besides the scores. */
export interface Asked {
  readonly queries: tf.Tensor // [batch, target, query]
  /** The queries' places in the target, from 0. */
  readonly positions: tf.Tensor // [1 or batch, target, 1]
  /** A part of what `prepare` gave. */
  part(name: string): tf.Tensor
}

/** Scores whose softmax, with `exclusion` added and multiplied by `factor`, are the weights: padding has exactly 0. */
export interface Shaped {
  readonly scores: tf.Tensor // [batch, heads, target, source]
  /** As `createExclusion` makes it, without a gradient: [batch, 1, 1 or target, source]. */
  readonly exclusion: tf.Tensor
  /** Null where there is none and rows sum to 1: [batch, 1, target, source]. */
  readonly factor: tf.Tensor | null
  /** Where the windows' centres lie, in source positions from 0; null where there is no window. */
  readonly centres: tf.Tensor | null // [batch, target]
  /** How much the windows cut off; computed where it is called, which training never does. Null where there is no window. */
  readonly outside: (() => tf.Tensor) | null // [batch, heads, target]
}

export type SpanSettings = Pick<ModelConfiguration['attention'], 'span' | 'window' | 'renormalize' | 'centre' | 'ratio'>

/** `query`: numbers in a query. */
export type CreateSpan = (parameters: Parameters, name: string, settings: SpanSettings, query: number) => Span
