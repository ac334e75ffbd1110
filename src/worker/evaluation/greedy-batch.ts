import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { type Decoding, type GreedyOptions, decodeGreedily } from '../decoding/greedy.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'

/** Greedy decodes of a batch's sources; its targets are not looked at. */
export function decodeBatch(model: Seq2SeqModel, batch: Batch, options: GreedyOptions): Decoding[] {
  const shape: [number, number] = [batch.size, batch.sourceLength]
  const source = tf.tensor2d(batch.source, shape, 'int32')
  const mask = tf.tensor2d(batch.sourceMask, shape, 'float32')
  try {
    return decodeGreedily(model, source, mask, options)
  } finally {
    tf.dispose([source, mask])
  }
}
