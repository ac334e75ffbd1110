// A GRU over a sequence as one operation, its products by the inputs left out.
import * as tf from '@tensorflow/tfjs-core'
import type { FusedOperation } from './fused-operation.ts'
import { all, needsGradients, pick, run } from './fused-operation.ts'
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
  /** False where the loss depends on the final state alone: no gradient of the outputs is looked at then. */
  readonly outputsCount: boolean
}

export const grus: readonly FusedOperation[] = [false, true].flatMap((backwards) =>
  [false, true].map((outputsCount) => gru(backwards, outputsCount)),
)

function operationOf(backwards: boolean): string {
  return backwards ? 'SaccadeGruSequenceBackwards' : 'SaccadeGruSequence'
}

function nameOf(backwards: boolean, outputsCount: boolean): string {
  return `${operationOf(backwards)}${outputsCount ? '' : 'Final'}`
}

function gru(fromEnd: boolean, outputsCount: boolean): FusedOperation {
  const operation = operationOf(fromEnd)
  return {
    name: nameOf(fromEnd, outputsCount),
    operation,
    inputs: ['input', 'initial', 'mask', 'bias', 'packed', 'matrix', 'transposed'],
    operands: ['input', 'initial', 'mask', 'bias', 'packed'],
    outputs: 3, // outputs, final state, gates
    save: { inputs: ['initial', 'mask', 'transposed'], outputs: [true, false, true] },
    gradient: ([dy, toFinal], saved) => {
      const [toOutputs, final, initial, mask, transposed, outputs, gates] = all(dy, toFinal, ...saved)
      if (!toOutputs || !final || !initial || !mask || !transposed || !outputs || !gates)
        throw new Error(`${operation} lacks a tensor.`)
      const toCounting = outputsCount ? toOutputs : tf.zeros([0, initial.shape[1] ?? 0])
      const operands = [toCounting, final, gates, outputs, initial, mask, transposed]
      const results = executeOp(`${operation}Gradient`, {}, operands, 3) // by input, W_h h + b_h, initial
      const { product, sums } = transposedProduct(statesBefore(outputs, initial, fromEnd), pick(results, 1))
      return {
        input: () => pick(results, 0),
        initial: () => pick(results, 2),
        bias: sums,
        matrix: product,
      }
    },
  }
}

/** What each step starts from, but for steps that padding comes before: [steps * batch, hidden]. */
function statesBefore(outputs: tf.Tensor, initial: tf.Tensor, fromEnd: boolean): tf.Tensor {
  const [rows = 0, hidden = 0] = outputs.shape
  const [batch = 0] = initial.shape
  if (rows === batch) return initial
  const others = tf.slice(outputs, [fromEnd ? batch : 0, 0], [rows - batch, hidden])
  return tf.concat(fromEnd ? [others, initial] : [initial, others], 0)
}

/**
 * nn.GRU, as nn/gru.ts says it, gates in the order r, z, n: the state after each step, 0 where the mask is,
 * [steps * batch, hidden], and after the last step, [batch, hidden]. Where padding comes before a sentence, as it does
 * from the end on, or is all there is of it, its first state must be 0.
 */
export function fusedGru({ weight, backwards, outputsCount, ...rest }: GruSequence) {
  const { input, initial, mask, bias } = rest
  const results = needsGradients()
    ? run({ name: nameOf(backwards, outputsCount) }, { ...rest, ...weight })
    : executeOp(`${operationOf(backwards)}Inference`, {}, [input, initial, mask, bias, weight.packed], 2)
  const outputs = pick(results, 0)
  // Of one step without padding both are the same, and the operation gives it once.
  return { outputs, final: outputs.shape[0] === rest.initial.shape[0] ? outputs : pick(results, 1) }
}
