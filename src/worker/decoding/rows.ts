import * as tf from '@tensorflow/tfjs-core'
import { gatherRows } from '../engine/gather.ts'
import type { DecoderState, Encoded } from '../seq2seq/types.ts'

/** Row r of the source becomes rows r·times … (r + 1)·times − 1: one for each hypothesis of a sentence. */
export function repeatEncoded({ mask, memory }: Encoded, times: number): Encoded {
  return {
    mask: repeatRows(mask, times),
    memory: Object.fromEntries(Object.entries(memory).map(([name, tensor]) => [name, repeatRows(tensor, times)])),
  }
}

/** [rows, …] → [rows · times, …], each row `times` times behind itself. */
export function repeatRows<T extends tf.Tensor>(x: T, times: number): T {
  const [rows = 0] = x.shape
  const ids = Int32Array.from({ length: rows * times }, (_, row) => Math.floor(row / times))
  return takeRows(x, tf.tensor1d(ids, 'int32'))
}

/** The rows of every tensor of a decoder state; ids int32 [rows]. */
export function takeStateRows(state: DecoderState, ids: tf.Tensor1D): DecoderState {
  return state.map((tensor) => takeRows(tensor, ids))
}

export function takeRows<T extends tf.Tensor>(x: T, ids: tf.Tensor1D): T {
  return (x.dtype === 'float32' ? gatherRows(x, ids) : tf.gather(x, ids)) as T
}
