import * as tf from '@tensorflow/tfjs-core'
import type { Parameters } from '../nn/parameters.ts'
import { SCORES } from './registry.ts'
import type { ScoreKind } from './registry.ts'
import type { ScoreSizes } from './score.ts'
import { globalSpan } from './spans/global.ts'

/**
 * What is computed once a sentence: `keys` as the score wants them, `values` [batch, 1, source, key] and `exclusion`.
 * A plain record of tensors, [batch, …] each, so that beam search can repeat rows.
 */
export type AttentionMemory = Readonly<Record<string, tf.Tensor>>

export interface Attended {
  readonly context: tf.Tensor // [batch, target, key]
  readonly weights: tf.Tensor // [batch, heads, target, source]
}

/** One attention: score × span. Where it sits and who asks is the decoder's business. */
export interface Attention {
  readonly heads: number
  /** Encoder outputs [batch, source, key] and mask [batch, source]. */
  prepare(outputs: tf.Tensor, mask: tf.Tensor2D): AttentionMemory
  /** Queries [batch, target, query], all at once or one step's (target 1). */
  attend(queries: tf.Tensor, memory: AttentionMemory): Attended
}

export function createAttention(parameters: Parameters, name: string, kind: ScoreKind, sizes: ScoreSizes): Attention {
  const score = SCORES[kind](parameters, name, sizes)
  const span = globalSpan
  return {
    heads: score.heads,
    prepare: (outputs, mask) => {
      const [batch = 0, source = 0] = outputs.shape
      return {
        keys: score.prepare(outputs),
        values: tf.reshape(outputs, [batch, 1, source, sizes.key]),
        exclusion: span.prepare(mask),
      }
    },
    attend: (queries, memory) => {
      const [batch = 0, target = 0] = queries.shape
      const weights = span.weigh(score.score(queries, partOf(memory, 'keys')), partOf(memory, 'exclusion'))
      const context = tf.reshape(tf.matMul(weights, partOf(memory, 'values')), [batch, target, sizes.key])
      return { context, weights }
    },
  }
}

function partOf(memory: AttentionMemory, name: string): tf.Tensor {
  const part = memory[name]
  if (!part) throw new Error(`The attention’s memory has no ${name}: the sentence was encoded by another model.`)
  return part
}
