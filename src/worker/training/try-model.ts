import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { stepSeed } from '../engine/random.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { uploadBatch } from './batch-tensors.ts'

/** One pass over a batch, forwards and backwards, op by op and without any effect. */
export function tryModel(model: Seq2SeqModel, batch: Batch, seed: number): void {
  tf.tidy(() => {
    const tensors = uploadBatch(batch)
    const options = {
      training: false,
      seed: tf.tensor1d(stepSeed(seed, 0), 'int32'),
      coins: null,
      feed: 'argmax',
    } as const
    tf.variableGrads(() => tf.sum<tf.Scalar>(model.forward(tensors, options).logits), [...model.parameters.values()])
  })
}
