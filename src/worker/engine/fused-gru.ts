// A GRU over a sequence as one operation, its products by the inputs left out.
import * as tf from '@tensorflow/tfjs-core'
import type { FusedOperation } from './fused-operation.ts'
import { all, pick, run } from './fused-operation.ts'
import type { PackedMatrix } from './fused-product.ts'
import { transposedProduct } from './fused-product.ts'
import { executeOp } from './native.ts'

export interface GruSequence {
  readonly input: tf.Tensor // [steps * batch, 3 hidden]: W_i x + b_i, step after step
  readonly initial: tf.Tensor // [batch, hidden]
  readonly mask: tf.Tensor // [steps * batch], 0 where the state stays as it is
  readonly weight: PackedMatrix // [hidden, 3 hidden]
  readonly bias: tf.Tensor // [3 hidden], of the state
  /** From the last step to the first. */
  readonly backwards: boolean
}

const [forwards, backwards] = [gru('SaccadeGruSequence', false), gru('SaccadeGruSequenceBackwards', true)]
export const grus: readonly FusedOperation[] = [forwards, backwards]

function gru(name: string, fromEnd: boolean): FusedOperation {
  return {
    name,
    inputs: ['input', 'initial', 'mask', 'bias', 'packed', 'matrix', 'transposed'],
    operands: ['input', 'initial', 'mask', 'bias', 'packed'],
    outputs: 2, // states, gates
    save: { inputs: ['initial', 'mask', 'transposed'], outputs: [true, true] },
    gradient: ([dy], saved) => {
      const [toStates, initial, mask, transposed, states, gates] = all(dy, ...saved)
      if (!toStates || !initial || !mask || !transposed || !states || !gates) throw new Error(`${name} lacks a tensor.`)
      const operands = [toStates, gates, states, initial, mask, transposed]
      const results = executeOp(`${name}Gradient`, {}, operands, 3) // by input, W_h h + b_h, initial
      return {
        input: () => pick(results, 0),
        initial: () => pick(results, 2),
        bias: () => tf.sum(pick(results, 1), 0),
        matrix: () => transposedProduct(statesBefore(states, initial, fromEnd), pick(results, 1)),
      }
    },
  }
}

/** What each step starts from, [steps * batch, hidden]. */
function statesBefore(states: tf.Tensor, initial: tf.Tensor, fromEnd: boolean): tf.Tensor {
  const [rows = 0, hidden = 0] = states.shape
  const [batch = 0] = initial.shape
  if (rows === batch) return initial
  const others = tf.slice(states, [fromEnd ? batch : 0, 0], [rows - batch, hidden])
  return tf.concat(fromEnd ? [others, initial] : [initial, others], 0)
}

/**
 * nn.GRU, as nn/gru.ts says it: the state after each step, [steps * batch, hidden], in the order of the steps; gates
 * in the order r, z, n.
 */
export function fusedGru({ weight, backwards: fromEnd, ...rest }: GruSequence): tf.Tensor {
  return pick(run(fromEnd ? backwards : forwards, { ...rest, ...weight }), 0)
}
