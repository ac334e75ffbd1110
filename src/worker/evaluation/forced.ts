import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { PaddedAttention } from '../decoding/trim-attention.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { uploadBatch } from '../training/batch-tensors.ts'
import { sequenceLoss } from '../training/loss.ts'

export interface ForcedPass {
  /** Sums over the batch's target tokens, `<eos>` included. */
  readonly negativeLogLikelihood: number
  readonly correct: number
  readonly tokens: number
  /** null for a model without attention. */
  readonly attention: PaddedAttention | null
}

/** Runs the model over whole references, without dropout. */
export function runForced(model: Seq2SeqModel, batch: Batch): ForcedPass {
  const [sums, attention] = tf.tidy((): [tf.Tensor1D, tf.Tensor5D?] => {
    const tensors = uploadBatch(batch)
    const seed = tf.tensor1d([0, 0], 'int32') // nothing is drawn
    const result = model.forward(tensors, { training: false, seed, coins: null, feed: 'argmax' })
    const { negativeLogLikelihood, correct } = sequenceLoss(result.logits, tensors.targetOutput, tensors.targetMask, 0)
    const both = tf.stack([negativeLogLikelihood, correct]) as tf.Tensor1D
    return result.attention ? [both, result.attention] : [both]
  })
  const [negativeLogLikelihood = NaN, correct = NaN] = sums.dataSync()
  const read = attention ? readAttention(attention) : null
  sums.dispose()
  attention?.dispose()
  return { negativeLogLikelihood, correct, tokens: batch.targetTokens, attention: read }
}

function readAttention(attention: tf.Tensor5D): PaddedAttention {
  return { shape: attention.shape, values: Float32Array.from(attention.dataSync()) }
}
