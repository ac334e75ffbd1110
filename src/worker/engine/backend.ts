// The part of tfjs-node's backend that Saccade calls itself. The package is optional and never bundled, so its
// shape is described here and checked when it is met.
import * as tf from '@tensorflow/tfjs-core'

export interface TensorMetadata {
  readonly id: number
  readonly shape: number[]
  readonly dtype: number
}

/** An attribute as the binding takes it: `type` is one of its `TF_ATTR_…` numbers. */
export interface BindingAttribute {
  readonly name: string
  readonly type: number
  readonly value: boolean | number | string | readonly number[]
}

export interface NativeBinding {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number
  deleteTensor(id: number): void
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array
  executeOp(name: string, attributes: BindingAttribute[], inputs: number[], outputs: number): TensorMetadata[]
  loadSavedModel(folder: string, tags: string): number
  deleteSavedModel(id: number): void
  runSavedModel(id: number, inputs: number[], inputNames: string, outputNames: string): TensorMetadata[]
  getNumOfTensors(): number
  isUsingGpuDevice(): boolean
  readonly TF_FLOAT: number
  readonly TF_INT32: number
  readonly TF_INT64: number
  readonly TF_BOOL: number
  readonly TF_STRING: number
  readonly TF_RESOURCE: number
  readonly TF_ATTR_STRING: number
  readonly TF_ATTR_INT: number
  readonly TF_ATTR_FLOAT: number
  readonly TF_ATTR_BOOL: number
  readonly TF_ATTR_TYPE: number
  readonly TF_ATTR_SHAPE: number
  readonly TF_Version: string
}

export interface NativeBackend {
  binding: NativeBinding
  readonly isUsingGpuDevice: boolean
  executeSingleOutput(name: string, attributes: BindingAttribute[], inputs: tf.TensorInfo[]): tf.Tensor
  executeMultipleOutputs(
    name: string,
    attributes: BindingAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[]
  /** Takes a tensor's values; they reach the device when an operation first needs them. */
  write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): object
  readonly tensorMap: { get(dataId: object): { readonly values: tf.BackendValues | null } }
  /** Device handles of tensors, uploading what is not there yet. */
  getInputTensorIds(tensors: tf.TensorInfo[]): number[]
  /** A tensor that owns the handle which a call of the binding gave. */
  createOutputTensor(metadata: TensorMetadata): tf.Tensor
}

function isNative(backend: object): backend is NativeBackend {
  return 'binding' in backend && 'executeSingleOutput' in backend && 'createOutputTensor' in backend
}

/** TensorFlow's backend while it is the one in use, null on any other. */
export function nativeBackend(): NativeBackend | null {
  const backend: object = tf.backend()
  return isNative(backend) ? backend : null
}
