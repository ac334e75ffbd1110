import type * as tf from '@tensorflow/tfjs-core'
import { gatherRows } from '../engine/gather.ts'
import type { Parameters } from './parameters.ts'

/** nn.Embedding(rows, size): parameter `NAME.weight`, [rows, size], stored as PyTorch has it. */
export interface Embedding {
  readonly size: number
  /** int32 [...] → float32 [..., size]. Ids must be in [0, rows); that is checked where batches are made. */
  apply(ids: tf.Tensor): tf.Tensor
}

export function createEmbedding(parameters: Parameters, name: string, rows: number, size: number): Embedding {
  const weight = parameters.table(`${name}.weight`, rows, size)
  return { size, apply: (ids) => gatherRows(weight, ids) }
}
