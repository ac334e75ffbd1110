import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { type PaddedAttention, readAttention } from '../decoding/trim-attention.ts'
import type { BatchTensors, Seq2SeqModel } from '../seq2seq/types.ts'
import { sequenceLoss } from '../training/loss.ts'

/** Centres of windows in source positions, row-major [batch, layers, target]. */
export interface PaddedCentres {
  readonly shape: readonly [batch: number, layers: number, target: number]
  readonly values: Float32Array
}

export interface ForcedPass {
  /** Sums over the batch's target tokens, `<eos>` included. */
  readonly negativeLogLikelihood: number
  readonly correct: number
  readonly tokens: number
  /** null for a model without attention. */
  readonly attention: PaddedAttention | null
}

export interface ForcedTensors {
  readonly sums: tf.Tensor1D // [2]: negative log-likelihood, correct
  readonly attention: tf.Tensor5D | null // [batch, layers, heads, target, source]
  readonly centres: tf.Tensor3D | null // [batch, layers, target]
}

/** The forced pass as tensor code, without dropout. Reads nothing in JavaScript, so that it can be traced. */
export function forcedTensors(model: Pick<Seq2SeqModel, 'forward'>, batch: BatchTensors): ForcedTensors {
  const seed = tf.tensor1d([0, 0], 'int32') // nothing is drawn
  const { logits, attention, centres } = model.forward(batch, { training: false, seed, coins: null, feed: 'argmax' })
  const { negativeLogLikelihood, correct } = sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0)
  return { sums: tf.stack([negativeLogLikelihood, correct]) as tf.Tensor1D, attention, centres }
}

/** Reads what {@link forcedTensors} gave for the batch. */
export function readForced(
  { sums, attention }: Pick<ForcedTensors, 'sums' | 'attention'>,
  { targetTokens }: Batch,
): ForcedPass {
  const [negativeLogLikelihood = NaN, correct = NaN] = sums.dataSync()
  return { negativeLogLikelihood, correct, tokens: targetTokens, attention: attention && readAttention(attention) }
}

export function readCentres({ centres }: Pick<ForcedTensors, 'centres'>): PaddedCentres | null {
  return centres && { shape: centres.shape, values: Float32Array.from(centres.dataSync()) }
}
