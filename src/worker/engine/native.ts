// TensorFlow operations by name, for what tfjs has no function for.
import * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../shared/errors.ts'
import type { BindingAttribute, NativeBackend, NativeBinding } from './backend.ts'
import { nativeBackend } from './backend.ts'

export type DataType = 'float32' | 'int32' | 'bool'

/** An attribute of an operation, as TensorFlow's own op definitions list them. */
export type Attribute =
  | { readonly kind: 'type'; readonly value: DataType }
  | { readonly kind: 'int' | 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: readonly number[] }

export type Attributes = Readonly<Record<string, Attribute>>

/**
 * Runs one TensorFlow operation by its name, such as `BitwiseXor`. It has no gradient: wrap it in `tf.customGrad`.
 * Inputs with no tensor yet on the device are uploaded. Throws `engine` where TensorFlow is not the engine in use.
 */
export function executeOp(
  name: string,
  attributes: Attributes,
  inputs: readonly tf.TensorInfo[],
  outputs: number,
): tf.Tensor[] {
  const backend = requireNative(name)
  return backend.executeMultipleOutputs(name, encodeAttributes(attributes, backend.binding), [...inputs], outputs)
}

/** {@link executeOp} for the many operations with a single output. */
export function executeSingleOp(name: string, attributes: Attributes, inputs: readonly tf.TensorInfo[]): tf.Tensor {
  const backend = requireNative(name)
  return backend.executeSingleOutput(name, encodeAttributes(attributes, backend.binding), [...inputs])
}

function requireNative(name: string): NativeBackend {
  const backend = nativeBackend()
  if (backend) return backend
  throw new SaccadeError('engine', `The operation ${name} needs TensorFlow, and ${tf.getBackend()} is in use.`)
}

export function encodeAttributes(attributes: Attributes, binding: NativeBinding): BindingAttribute[] {
  return Object.entries(attributes).map(([name, attribute]) => {
    switch (attribute.kind) {
      case 'type':
        return { name, type: binding.TF_ATTR_TYPE, value: dataTypeNumber(attribute.value, binding) }
      case 'int':
        return { name, type: binding.TF_ATTR_INT, value: attribute.value }
      case 'float':
        return { name, type: binding.TF_ATTR_FLOAT, value: attribute.value }
      case 'bool':
        return { name, type: binding.TF_ATTR_BOOL, value: attribute.value }
      case 'string':
        return { name, type: binding.TF_ATTR_STRING, value: attribute.value }
      case 'shape':
        return { name, type: binding.TF_ATTR_SHAPE, value: attribute.value }
    }
  })
}

function dataTypeNumber(type: DataType, binding: NativeBinding): number {
  const numbers = { float32: binding.TF_FLOAT, int32: binding.TF_INT32, bool: binding.TF_BOOL }
  return numbers[type]
}
