import * as tf from '@tensorflow/tfjs-core'
import type { Parameters } from '../nn/parameters.ts'
import { SCORES, SPANS } from './registry.ts'
import type { ScoreKind } from './registry.ts'
import type { CreateScore, ScoreSizes, ScoreValues } from './score.ts'
import { withHeadAxis } from './scores/dot.ts'
import type { SpanSettings } from './span.ts'
import { weightedMean } from './weighted-mean.ts'

/**
 * What is computed once a sentence: `keys` as the score wants them, `values` [batch, heads, source, …] and what the
 * span needs. A plain record of tensors, [batch, …] each, so that beam search can repeat rows.
 */
export type AttentionMemory = Readonly<Record<string, tf.Tensor>>

export interface Attended {
  readonly context: tf.Tensor // [batch, target, contextSize]
  readonly weights: tf.Tensor // [batch, heads, target, source]
  /** Centres of the windows, in source positions from 0; null for a global span. */
  readonly centres: tf.Tensor | null // [batch, target]
  /** See `Shaped` in span.ts. */
  readonly outside: (() => tf.Tensor) | null // [batch, heads, target]
}

/** One attention: score × span. Where it sits and who asks is the decoder's business. */
export interface Attention {
  readonly heads: number
  /** Numbers in a context. */
  readonly contextSize: number
  /** Encoder outputs [batch, source, key] and mask [batch, source]. */
  prepare(outputs: tf.Tensor, mask: tf.Tensor2D): AttentionMemory
  /**
   * Queries [batch, target, query], all at once or one step's (target 1). `positions` [1 or batch, target, 1] are
   * their places in the target, from 0: a tensor, so that a traced step can be fed another one. `coverage`
   * [batch, source], for one step and a score made with coverage: the sum of the weights of the steps before.
   */
  attend(queries: tf.Tensor, memory: AttentionMemory, positions: tf.Tensor, coverage?: tf.Tensor | null): Attended
}

export function createAttention(
  parameters: Parameters,
  name: string,
  kind: ScoreKind | CreateScore,
  sizes: ScoreSizes,
  settings: SpanSettings,
): Attention {
  const create = typeof kind === 'function' ? kind : SCORES[kind]
  const score = create(parameters, name, sizes)
  const span = SPANS[settings.span](parameters, name, settings, sizes.query)
  const values = score.values ?? outputsAsValues(sizes.key)
  return {
    heads: score.heads,
    contextSize: values.size,
    prepare: (outputs, mask) => ({
      keys: score.prepare(outputs),
      values: values.prepare(outputs),
      ...span.prepare(mask),
    }),
    attend: (queries, memory, positions, coverage = null) => {
      const part = (wanted: string) => partOf(memory, wanted)
      const shaped = span.shape(score.score(queries, part('keys'), coverage), { queries, positions, part })
      const { mean, weights } = weightedMean(shaped, part('values'))
      return { context: values.join(mean), weights, centres: shaped.centres, outside: shaped.outside }
    },
  }
}

/** The context is the weighted mean of the encoder outputs. */
function outputsAsValues(size: number): ScoreValues {
  return {
    size,
    prepare: withHeadAxis,
    join: (weighted) => {
      const [batch = 0, , target = 0] = weighted.shape
      return tf.reshape(weighted, [batch, target, size])
    },
  }
}

function partOf(memory: AttentionMemory, name: string): tf.Tensor {
  const part = memory[name]
  if (!part) throw new Error(`The attention’s memory has no ${name}: the sentence was encoded by another model.`)
  return part
}
