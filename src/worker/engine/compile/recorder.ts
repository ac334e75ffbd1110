// Listens to what eager code asks of TensorFlow and writes it down as a graph.
import type * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { BindingAttribute, NativeBackend, NativeBinding } from '../backend.ts'
import type { GraphBuilder } from './graph.ts'
import type { GraphAttribute, Value } from './graph.ts'
import { infoOf } from './graph.ts'

/**
 * Runs `body` once, eagerly, and records every operation. `known` are the tensors that the graph will get afresh at
 * each run: its inputs and variables. Any other tensor from outside, any value read in JavaScript and any operation
 * with a state of its own (random numbers) would be baked in silently, and is an error that names it.
 *
 * `body` is given a function that finds the graph's value of a tensor it was given or made.
 */
export function record<Result>(
  backend: NativeBackend,
  builder: GraphBuilder,
  known: Iterable<readonly [tf.Tensor, Value]>,
  body: (valueOf: (tensor: tf.Tensor) => Value) => Result,
): Result {
  const { binding: real, write, getInputTensorIds } = backend
  const values = new Map<number, Value>()
  const idOf = (tensor: tf.Tensor) => {
    const [id] = backend.getInputTensorIds([tensor])
    if (id === undefined) throw new Error('The tensor has no handle.')
    return id
  }
  for (const [tensor, value] of known) values.set(idOf(tensor), value)

  const operands = (name: string, ids: readonly number[]) =>
    ids.map((id, position) => {
      const value = values.get(id)
      if (value) return value
      throw untraceable(
        `input ${position} of ${name} was made before the trace`,
        'Make it an input of the function, or inside it.',
      )
    })

  const recording: Partial<NativeBinding> = {
    createTensor(shape, dtype, content) {
      const id = real.createTensor(shape, dtype, content)
      values.set(id, builder.constant({ shape: [...shape], dtype }, bytesOf(content, dtype, real)))
      return id
    },
    executeOp(name, attributes, ids, outputs) {
      if (/^(Random|Multinomial|TruncatedNormal|ParameterizedTruncatedNormal)/.test(name)) {
        throw untraceable(
          `${name} draws random numbers from a hidden state`,
          'Use a stateless operation with a seed that is an input.',
        )
      }
      const inputs = operands(name, ids)
      const metadata = real.executeOp(name, attributes, ids, outputs)
      const made = builder.pure({
        op: name,
        inputs,
        attributes: completeAttributes(name, attributes, inputs, real),
        outputs: metadata.map((output) => ({ shape: [...output.shape], dtype: output.dtype })),
      })
      metadata.forEach((output, index) => values.set(output.id, pick(made, index, name)))
      return metadata
    },
    tensorDataSync(id) {
      const maker = values.get(id)?.node.op ?? 'an unknown operation'
      throw untraceable(
        `the value of ${maker} was read in JavaScript`,
        'Keep the value a tensor, or compute it before and make it an input.',
      )
    },
    runSavedModel() {
      throw untraceable('a compiled function was called', 'Call its eager form.')
    },
  }
  const made = new WeakSet<object>() // data of tensors that were made inside
  const requireInside = (tensor: tf.TensorInfo) => {
    const isNumberOnly = !('dataId' in tensor) // how tfjs-node passes 64-bit scalars
    if (isNumberOnly || made.has(tensor.dataId) || backend.tensorMap.get(tensor.dataId).values === null) return
    throw untraceable('a tensor was made before the trace', 'Make it an input of the function, or inside it.')
  }
  function valueOf(tensor: tf.Tensor): Value {
    const value = values.get(idOf(tensor))
    if (value) return value
    throw untraceable('a result was not computed from the inputs', 'Return only what the function computes.')
  }

  backend.binding = Object.setPrototypeOf(recording, real) as NativeBinding
  backend.write = (...parts) => {
    const dataId = write.apply(backend, parts)
    made.add(dataId)
    return dataId
  }
  backend.getInputTensorIds = (tensors) => {
    tensors.forEach(requireInside)
    return getInputTensorIds.call(backend, tensors)
  }
  try {
    return body(valueOf)
  } finally {
    Object.assign(backend, { binding: real, write, getInputTensorIds })
  }
}

function pick(values: readonly Value[], index: number, name: string): Value {
  const value = values[index]
  if (!value) throw new Error(`${name} has no output ${index}.`)
  return value
}

function untraceable(what: string, hint: string): SaccadeError {
  return new SaccadeError('engine', `The function cannot be compiled: ${what} (${callSite()})`, { hint })
}

/** The innermost frame that is neither tfjs nor the recorder. */
function callSite(): string {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const own = frames.find(
    (frame) => !frame.includes('@tensorflow') && !frame.includes('engine/compile/recorder') && !frame.includes('node:'),
  )
  return own?.trim() ?? 'at an unknown place'
}

function bytesOf(content: ArrayBufferView | readonly number[], dtype: number, binding: NativeBinding): Uint8Array {
  if (ArrayBuffer.isView(content)) return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice()
  const typed =
    dtype === binding.TF_BOOL
      ? Uint8Array.from(content)
      : dtype === binding.TF_INT32
        ? Int32Array.from(content)
        : Float32Array.from(content)
  return new Uint8Array(typed.buffer)
}

/** Eager execution infers type attributes that a graph must spell out: `T` and the like, from the inputs. */
export function completeAttributes(
  op: string,
  given: readonly BindingAttribute[],
  inputs: readonly Value[],
  binding: NativeBinding,
): Record<string, GraphAttribute> {
  const attributes: Record<string, GraphAttribute> = {}
  for (const attribute of given) attributes[attribute.name] = convert(attribute, binding)
  for (const [name, position] of INFERRED[op] ?? [['T', 0]]) {
    const input = inputs[position]
    if (!attributes[name] && input) attributes[name] = { kind: 'type', value: infoOf(input).dtype }
  }
  return attributes
}

/** Type attributes by operation, each with the input it is the type of; all others have only `T`, of input 0. */
const INFERRED: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  Cast: [['SrcT', 0]],
  GatherV2: [
    ['Tparams', 0],
    ['Tindices', 1],
    ['Taxis', 2],
  ],
  Select: [['T', 1]],
  SelectV2: [['T', 1]],
  Fill: [
    ['T', 1],
    ['index_type', 0],
  ],
  OneHot: [
    ['TI', 0],
    ['T', 2],
  ],
  Split: [['T', 1]],
  UnsortedSegmentSum: [
    ['T', 0],
    ['Tindices', 1],
    ['Tnumsegments', 2],
  ],
  StatelessRandomUniform: [
    ['T', 0],
    ['Tseed', 1],
  ],
  Range: [['Tidx', 0]],
  LogicalAnd: [],
  LogicalOr: [],
  LogicalNot: [],
  All: [],
  Any: [],
}

function convert({ type, value }: BindingAttribute, binding: NativeBinding): GraphAttribute {
  switch (type) {
    case binding.TF_ATTR_TYPE:
      return { kind: 'type', value: Number(value) }
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { kind: 'ints', value } : { kind: 'int', value: Number(value) }
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { kind: 'floats', value } : { kind: 'float', value: Number(value) }
    case binding.TF_ATTR_BOOL:
      return { kind: 'bool', value: Boolean(value) }
    case binding.TF_ATTR_STRING:
      return { kind: 'string', value: String(value) }
    case binding.TF_ATTR_SHAPE:
      return { kind: 'shape', value: Array.isArray(value) ? value : [] }
    default:
      throw new SaccadeError('engine', `The function cannot be compiled: an attribute of unknown kind ${type}`)
  }
}
