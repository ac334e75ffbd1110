import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import type { BatchTensors } from '../seq2seq/types.ts'

/** A batch on the device; the caller disposes of it. */
export function uploadBatch(batch: Batch): BatchTensors {
  return { ...uploadSources(batch), ...uploadTargets(batch) }
}

/** What a decoder that speaks for itself needs of a batch. */
export function uploadSources({ size, sourceLength, source, sourceMask }: Batch) {
  const shape: [number, number] = [size, sourceLength]
  return { source: tf.tensor2d(source, shape, 'int32'), sourceMask: tf.tensor2d(sourceMask, shape, 'float32') }
}

function uploadTargets({ size, targetLength, targetInput, targetOutput, targetMask }: Batch) {
  const shape: [number, number] = [size, targetLength]
  return {
    targetInput: tf.tensor2d(targetInput, shape, 'int32'),
    targetOutput: tf.tensor2d(targetOutput, shape, 'int32'),
    targetMask: tf.tensor2d(targetMask, shape, 'float32'),
  }
}

/** The batch among the inputs of a compiled function. */
export function batchAmong(tensors: Readonly<Record<string, tf.Tensor>>): BatchTensors {
  const matrix = (name: keyof BatchTensors) => {
    const tensor = tensors[name]
    if (tensor) return tensor as tf.Tensor2D
    throw new Error(`The batch lacks its ${name}.`)
  }
  return {
    source: matrix('source'),
    sourceMask: matrix('sourceMask'),
    targetInput: matrix('targetInput'),
    targetOutput: matrix('targetOutput'),
    targetMask: matrix('targetMask'),
  }
}
