import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from './backend.ts'
import { executeSingleOp } from './native.ts'

/**
 * Rows of a table, as an embedding looks them up: table [rows, …features], ids int32 of any shape → [...ids, …features].
 * The gradient sums what each row was used for. Ids are not read back, so the call can be traced; they must
 * lie in [0, rows), which is checked where the batch is made (an id outside is an error on the CPU, zeros on a GPU).
 */
export function gatherRows(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const [rows, ...features] = table.shape
  if (table.rank === 0) throw new Error('gatherRows needs a table with at least one dimension.')
  const lookUp = tf.customGrad((x, save) => {
    if (!(x instanceof tf.Tensor) || typeof save !== 'function') throw new Error('gatherRows needs a tensor.')
    // The ids may be made inside the pass, whose tensors are gone when the gradient runs, unless saved.
    save([ids])
    return {
      value: nativeBackend() ? gatherNatively(x, ids) : tf.gather(x, ids),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [used = ids] = saved
        return tf.unsortedSegmentSum(tf.reshape(dy, [ids.size, ...features]), tf.reshape(used, [ids.size]), rows)
      },
    }
  })
  return lookUp(table)
}

/** `GatherV2` as TensorFlow has it; tfjs-node's own kernel reads the ids back to check them. */
function gatherNatively(table: tf.Tensor, ids: tf.Tensor): tf.Tensor {
  const axis = tf.scalar(0, 'int32')
  const result = executeSingleOp(
    'GatherV2',
    {
      batch_dims: { kind: 'int', value: 0 },
      Tparams: { kind: 'type', value: 'float32' },
      Tindices: { kind: 'type', value: 'int32' },
      Taxis: { kind: 'type', value: 'int32' },
    },
    [table, ids, axis],
  )
  axis.dispose()
  return result
}
