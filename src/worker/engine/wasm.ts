// The fall-back that needs nothing: tfjs' WASM backend, with what it lacks for training.
import * as tf from '@tensorflow/tfjs-core'
import { createRequire } from 'node:module'
import { z } from 'zod'

const BACKEND = 'wasm'
const versionSchema = z.object({ version_wasm: z.string() })

/** Loads the WASM backend from the installed package (no network) and makes it the current one. */
export async function loadWasm(): Promise<{ version: string }> {
  // The gradients are registered by the whole of tfjs; its core alone has none. TensorFlow's package loads it by itself.
  const require = createRequire(import.meta.url)
  require('@tensorflow/tfjs')
  // Not import(): before Electron 28 that reads from no archive, in which the packaged application has it.
  const { version_wasm: version } = versionSchema.parse(require('@tensorflow/tfjs-backend-wasm'))
  // Under Node the package finds its .wasm files beside itself.
  if (!(await tf.setBackend(BACKEND))) throw new Error('The WASM backend of tfjs did not start.')
  replaceKernel('UnsortedSegmentSum', unsortedSegmentSum)
  replaceKernel('OneHot', oneHot)
  for (const name of ['BatchMatMul', '_FusedMatMul']) transposeBeforehand(name)
  return { version }
}

type Kernel = (params: { inputs: tf.NamedTensorInfoMap; backend: object; attrs?: tf.NamedAttrMap }) => tf.TensorInfo

interface WasmBackend {
  readSync(dataId: object): Float32Array | Int32Array | Uint8Array
  makeOutput(
    shape: number[],
    dtype: tf.DataType,
    memoryOffset?: number,
    values?: Float32Array | Int32Array,
  ): tf.TensorInfo
  disposeData(dataId: object): boolean
}

function replaceKernel(kernelName: string, kernelFunc: Kernel): void {
  if (findKernel(kernelName)) tf.unregisterKernel(kernelName, BACKEND)
  tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc })
}

/** tfjs types this as always found, which it is not. */
function findKernel(kernelName: string): tf.KernelConfig | undefined {
  return tf.getKernel(kernelName, BACKEND)
}

function isWasmBackend(backend: object): backend is WasmBackend {
  return 'makeOutput' in backend && 'readSync' in backend
}

function checkedBackend(backend: object): WasmBackend {
  if (isWasmBackend(backend)) return backend
  throw new Error('This kernel was called with a backend other than WASM.')
}

/**
 * x [rows, …features] and segment ids [rows] → [segments, …features], adding rows of one segment in order.
 * Rows with a negative id are dropped, as TensorFlow does.
 */
const unsortedSegmentSum: Kernel = ({ inputs, backend, attrs }) => {
  const wasm = checkedBackend(backend)
  const { x, segmentIds } = inputs
  const segments = Number(attrs?.numSegments)
  if (!x || !segmentIds) throw new Error('UnsortedSegmentSum needs x and segmentIds.')
  const shape = [segments, ...x.shape.slice(segmentIds.shape.length)]
  const width = tf.util.sizeFromShape(shape.slice(1))
  const values = wasm.readSync(x.dataId)
  const ids = wasm.readSync(segmentIds.dataId)
  const sums = new Float32Array(segments * width)
  for (let row = 0; row < ids.length; row++) {
    const segment = ids[row] ?? -1
    if (segment < 0) continue
    if (segment >= segments) throw new Error(`UnsortedSegmentSum: id ${segment} is not below ${segments}.`)
    for (let column = 0; column < width; column++) {
      const at = segment * width + column
      sums[at] = (sums[at] ?? 0) + (values[row * width + column] ?? 0)
    }
  }
  return wasm.makeOutput(shape, 'float32', undefined, sums)
}

/**
 * Indices of any shape → [...shape, depth]. The backend's own kernel writes whole numbers whatever type is asked for,
 * so that a float32 one-hot comes out as almost nothing. Indices outside [0, depth) give a row of the off value.
 */
const oneHot: Kernel = ({ inputs, backend, attrs }) => {
  const wasm = checkedBackend(backend)
  const { indices } = inputs
  if (!indices) throw new Error('OneHot needs indices.')
  const depth = Number(attrs?.depth)
  const dtype = attrs?.dtype === 'float32' ? 'float32' : 'int32'
  const ids = wasm.readSync(indices.dataId)
  const values = dtype === 'float32' ? new Float32Array(ids.length * depth) : new Int32Array(ids.length * depth)
  values.fill(Number(attrs?.offValue))
  ids.forEach((id, row) => {
    if (id >= 0 && id < depth) values[row * depth + id] = Number(attrs?.onValue)
  })
  return wasm.makeOutput([...indices.shape, depth], dtype, undefined, values)
}

/**
 * Multiplying with a transposed operand is 10 to 20 times slower in this backend than with a plain one, and every
 * gradient of a matrix product has one. A transposed copy first costs far less.
 */
function transposeBeforehand(kernelName: string): void {
  const multiply = findKernel(kernelName)
  const transpose = findKernel('Transpose')
  if (!multiply || !transpose) throw new Error(`The WASM backend lacks ${kernelName} or Transpose.`)
  replaceKernel(kernelName, ({ inputs, backend, attrs = {} }) => {
    const wasm = checkedBackend(backend)
    const copies: tf.TensorInfo[] = []
    const flip = (operand: tf.TensorInfo, wanted: unknown): tf.TensorInfo => {
      if (wanted !== true) return operand
      const rank = operand.shape.length
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2]
      const copy = single(transpose.kernelFunc({ inputs: { x: operand }, backend, attrs: { perm } }))
      copies.push(copy)
      return copy
    }
    const { a, b } = inputs
    if (!a || !b) throw new Error(`${kernelName} needs two operands.`)
    const result = multiply.kernelFunc({
      inputs: { ...inputs, a: flip(a, attrs.transposeA), b: flip(b, attrs.transposeB) },
      backend,
      attrs: { ...attrs, transposeA: false, transposeB: false },
    })
    for (const copy of copies) wasm.disposeData(copy.dataId)
    return single(result)
  })
}

function single(result: tf.TensorInfo | tf.TensorInfo[]): tf.TensorInfo {
  const info = Array.isArray(result) ? result[0] : result
  if (!info) throw new Error('A kernel returned nothing.')
  return info
}
