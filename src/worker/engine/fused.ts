// Saccade's own operations (kernels/*.cc) as differentiable functions: several elementwise steps in one.
import * as tf from '@tensorflow/tfjs-core'
import { executeOp } from './native.ts'

const BACKEND = 'tensorflow'

interface FusedOperation {
  readonly name: string
  readonly inputs: readonly string[]
  readonly outputs: number
  /** Which inputs and outputs the gradient needs. */
  readonly save: { readonly inputs: readonly string[]; readonly outputs: readonly boolean[] }
  /** From the gradients of the outputs and what was saved (inputs, then outputs), the gradient of each input. */
  gradient(gradients: tf.Tensor[], saved: tf.Tensor[]): Record<string, () => tf.Tensor>
}

/** Tells tfjs of the operations. Call it once the library that holds them is loaded. */
export function registerFusedOperations(): void {
  for (const operation of [gru, lstm, additive]) register(operation)
}

/** True where the operations are there: on TensorFlow's CPU, with the library built. */
export function hasFusedOperations(): boolean {
  return tf.getBackend() === BACKEND && tf.getKernel('SaccadeGru', BACKEND) !== undefined
}

function register({ name, inputs, outputs, save, gradient }: FusedOperation): void {
  tf.registerKernel({
    kernelName: name,
    backendName: BACKEND,
    kernelFunc: ({ inputs: given }) => executeOp(name, {}, inputs.map((key) => tensorOf(given[key])), outputs),
  })
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...save.inputs],
    outputsToSave: [...save.outputs],
    gradFunc: (dy, saved) => gradient(Array.isArray(dy) ? dy : [dy], saved),
  })
}

function tensorOf(value: tf.TensorInfo | tf.TensorInfo[] | undefined): tf.TensorInfo {
  if (value === undefined || Array.isArray(value)) throw new Error('The operation needs one tensor here.')
  return value
}

function run(name: string, inputs: Record<string, tf.Tensor>): tf.Tensor[] {
  const result = tf.engine().runKernel(name, inputs)
  return (Array.isArray(result) ? result : [result]) as tf.Tensor[]
}

function pick(tensors: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = tensors[index]
  if (!tensor) throw new Error(`The operation gave no output ${index}.`)
  return tensor
}

const gru: FusedOperation = {
  name: 'SaccadeGru',
  inputs: ['input', 'state', 'bias', 'hidden'],
  outputs: 2,
  save: { inputs: ['hidden'], outputs: [false, true] },
  gradient: ([next], [hidden, gates]) => {
    const [input, state, before] = executeOp('SaccadeGruGradient', {}, [next!, gates!, hidden!], 3)
    return { input: () => input!, state: () => state!, bias: () => tf.sum(state!, 0), hidden: () => before! }
  },
}

/** input, state [batch, 3 hidden], bias [3 hidden], hidden [batch, hidden] → next [batch, hidden]; see gru.cc. */
export function fusedGru(input: tf.Tensor, state: tf.Tensor, bias: tf.Tensor, hidden: tf.Tensor): tf.Tensor {
  return pick(run('SaccadeGru', { input, state, bias, hidden }), 0)
}

const lstm: FusedOperation = {
  name: 'SaccadeLstm',
  inputs: ['input', 'state', 'cell'],
  outputs: 3,
  save: { inputs: ['cell'], outputs: [false, false, true] },
  gradient: ([hidden, next], [cell, gates]) => {
    const [toGates, toCell] = executeOp('SaccadeLstmGradient', {}, [hidden!, next!, gates!, cell!], 2)
    return { input: () => toGates!, state: () => tf.clone(toGates!), cell: () => toCell! }
  },
}

/** input, state [batch, 4 hidden], cell [batch, hidden] → hidden and next cell [batch, hidden]; see lstm.cc. */
export function fusedLstm(input: tf.Tensor, state: tf.Tensor, cell: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const outputs = run('SaccadeLstm', { input, state, cell })
  return [pick(outputs, 0), pick(outputs, 1)]
}

const additive: FusedOperation = {
  name: 'SaccadeAdditive',
  inputs: ['queries', 'keys', 'v'],
  outputs: 1,
  save: { inputs: ['queries', 'keys', 'v'], outputs: [false] },
  gradient: ([scores], [queries, keys, v]) => {
    const operands = [scores!, queries!, keys!, v!]
    const [toKeys, toV] = executeOp('SaccadeAdditiveKeyGradient', {}, operands, 2)
    return {
      queries: () => pick(executeOp('SaccadeAdditiveQueryGradient', {}, operands, 1), 0),
      keys: () => toKeys!,
      v: () => toV!,
    }
  },
}

/** queries [batch, target, inner], keys [batch, source, inner], v [inner] → scores [batch, target, source]. */
export function fusedAdditive(queries: tf.Tensor, keys: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return pick(run('SaccadeAdditive', { queries, keys, v }), 0)
}

/** Fused gradients that a graph may compute for many queries at once: see `Stacking` of the compiler. */
export const FUSED_STACKING = {
  SaccadeAdditiveKeyGradient: () =>
    new Map([
      [0, 1], // gradient [batch, target, source]
      [1, 1], // queries [batch, target, inner]
    ]),
}
