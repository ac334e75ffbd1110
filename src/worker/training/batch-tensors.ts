import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { BatchTensors } from '../seq2seq/types.ts'

/** A batch on the device; the caller disposes of it. */
export function uploadBatch(batch: Batch): BatchTensors {
  const source: [number, number] = [batch.size, batch.sourceLength]
  const target: [number, number] = [batch.size, batch.targetLength]
  return {
    source: tf.tensor2d(batch.source, source, 'int32'),
    sourceMask: tf.tensor2d(batch.sourceMask, source, 'float32'),
    targetInput: tf.tensor2d(batch.targetInput, target, 'int32'),
    targetOutput: tf.tensor2d(batch.targetOutput, target, 'int32'),
    targetMask: tf.tensor2d(batch.targetMask, target, 'float32'),
  }
}
