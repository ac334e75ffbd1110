// How an operation of Saccade's own library becomes a differentiable function of tfjs.
import * as tf from '@tensorflow/tfjs-core'
import { executeOp } from './native.ts'

export const BACKEND = 'tensorflow'

export interface FusedOperation {
  /** Under which tfjs knows it. */
  readonly name: string
  /** Under which TensorFlow knows it, if otherwise. */
  readonly operation?: string
  readonly inputs: readonly string[]
  /** Those of `inputs` that the operation itself reads, if not all: others are for the gradient. */
  readonly operands?: readonly string[]
  readonly outputs: number
  /** Which inputs and outputs the gradient needs. */
  readonly save: { readonly inputs: readonly string[]; readonly outputs: readonly boolean[] }
  /** From the gradients of the outputs and what was saved (inputs, then outputs), the gradient of each input. */
  gradient(gradients: readonly tf.Tensor[], saved: readonly tf.Tensor[]): Record<string, () => tf.Tensor>
}

/** tfjs types this as always found, which it is not. */
export function findKernel(name: string): tf.KernelConfig | undefined {
  return tf.getKernel(name, BACKEND)
}

export function register({
  name,
  operation = name,
  inputs,
  operands = inputs,
  outputs,
  save,
  gradient,
}: FusedOperation): void {
  tf.registerKernel({
    kernelName: name,
    backendName: BACKEND,
    kernelFunc: ({ inputs: given }) => {
      const tensors = operands.map((key) => {
        const operand = given[key]
        if (!operand) throw new Error(`${name} needs ${key}.`)
        return operand
      })
      return executeOp(operation, {}, tensors, outputs)
    },
  })
  tf.registerGradient({
    kernelName: name,
    inputsToSave: [...save.inputs],
    outputsToSave: [...save.outputs],
    gradFunc: (dy, saved) => gradient(Array.isArray(dy) ? dy : [dy], saved),
  })
}

/** Runs a registered operation through tfjs, which remembers it for the gradient. */
export function run({ name }: Pick<FusedOperation, 'name'>, inputs: Record<string, tf.Tensor>): readonly tf.Tensor[] {
  return tf.engine().runKernel<tf.Tensor[]>(name, inputs) // a list, as `register` gave one
}

/** Whether tfjs remembers what is computed now, to go back through it. */
export function needsGradients(): boolean {
  return tf.engine().state.gradientDepth > 0
}

export function pick(tensors: readonly tf.Tensor[], index: number): tf.Tensor {
  const tensor = tensors[index]
  if (!tensor) throw new Error(`A fused operation lacks its tensor ${index}.`)
  return tensor
}

export function all(...tensors: readonly (tf.Tensor | undefined)[]): tf.Tensor[] {
  return tensors.map((tensor, index) => {
    if (!tensor) throw new Error(`The gradient of a fused operation lacks its tensor ${index}.`)
    return tensor
  })
}
