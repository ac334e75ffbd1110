import type * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../src/data/types.ts'
import { encodeSafetensors, floatTensor, type StoredTensor } from '../src/shared/safetensors.ts'

/** Weights by their names, and batches as `batch.N.source` and so on, in one safetensors file. */
export function encodeCase(parameters: ReadonlyMap<string, tf.Variable>, batches: readonly Batch[]): Uint8Array {
  const tensors = new Map<string, StoredTensor>()
  for (const [name, variable] of parameters) {
    tensors.set(name, floatTensor(Float32Array.from(variable.dataSync()), variable.shape))
  }
  for (const [index, batch] of batches.entries()) {
    const { size, sourceLength, targetLength } = batch
    tensors.set(`batch.${index}.source`, ids(batch.source, [size, sourceLength]))
    tensors.set(`batch.${index}.targetInput`, ids(batch.targetInput, [size, targetLength]))
    tensors.set(`batch.${index}.targetOutput`, ids(batch.targetOutput, [size, targetLength]))
  }
  return encodeSafetensors({ tensors, metadata: {} })
}

function ids(values: Int32Array, shape: readonly number[]): StoredTensor {
  return { dtype: 'I32', shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) }
}
