// Variables of a graph, and the nodes that are not traced but added around a trace.
import type * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { NativeBinding } from '../backend.ts'
import type { GraphAttribute, Node, Value, ValueInfo } from './graph.ts'
import { infoOf } from './graph.ts'

/** A `tf.Variable` with its counterpart in the graph. */
export interface StateVariable {
  readonly variable: tf.Variable
  readonly handle: Node
  /** Fed once, when the graph is loaded. */
  readonly initialValue: Node
  readonly initialized: Node
  /** The value before anything in a run changes it. */
  readonly read: Node
}

export function stateVariable(variable: tf.Variable, index: number, binding: NativeBinding): StateVariable {
  const info: ValueInfo = { shape: variable.shape, dtype: dtypeNumber(variable.dtype, binding) }
  const name = `variable${index}`
  const initialValue = placeholder(`${name}_value`, info)
  const { handle, set, read } = graphVariable(name, first(initialValue), binding)
  return { variable, handle, initialValue, initialized: set, read }
}

/** A value that the graph computes and keeps in a variable of its own. */
export interface KeptValue {
  /** Computes the value and keeps it. */
  readonly update: Node
  readonly read: Node
}

export function keptValue(name: string, value: Value, binding: NativeBinding): KeptValue {
  const { set, read } = graphVariable(name, value, binding)
  return { update: set, read }
}

function graphVariable(name: string, value: Value, binding: NativeBinding): Record<'handle' | 'set' | 'read', Node> {
  const info = infoOf(value)
  const dtype: GraphAttribute = { kind: 'type', value: info.dtype }
  const shape: GraphAttribute = { kind: 'shape', value: info.shape }
  const handle = node('VarHandleOp', {
    name,
    attributes: { dtype, shape, shared_name: { kind: 'string', value: name } },
    outputs: [{ shape: [], dtype: binding.TF_RESOURCE }],
  })
  return {
    handle,
    set: node('AssignVariableOp', { name: `${name}_set`, inputs: [first(handle), value], attributes: { dtype } }),
    read: node('ReadVariableOp', {
      name: `${name}_read`,
      inputs: [first(handle)],
      attributes: { dtype },
      outputs: [info],
    }),
  }
}

export function placeholder(name: string, info: ValueInfo): Node {
  const attributes: Node['attributes'] = {
    dtype: { kind: 'type', value: info.dtype },
    shape: { kind: 'shape', value: info.shape },
  }
  return node('Placeholder', { name, attributes, outputs: [info] })
}

/** Gives a variable its new value, after it was read: every read of a run sees the value from before it. */
export function assignment({ handle, read }: StateVariable, value: Value): Node {
  const attributes: Node['attributes'] = { dtype: { kind: 'type', value: infoOf(value).dtype } }
  return node('AssignVariableOp', { inputs: [first(handle), value], after: [read], attributes })
}

/** An operation that changes variables in place, after they were read. */
export function inPlaceNode(
  op: string,
  states: readonly StateVariable[],
  inputs: readonly Value[],
  attributes: Node['attributes'],
): Node {
  return node(op, {
    inputs: [...states.map(({ handle }) => first(handle)), ...inputs],
    after: states.map(({ read }) => read),
    attributes,
  })
}

/** A value under a name by which a run can ask for it, once `after` has run. */
export function fetchable(name: string, value: Value, after: readonly Node[]): Node {
  const info = infoOf(value)
  return node('Identity', {
    name,
    inputs: [value],
    after,
    attributes: { T: { kind: 'type', value: info.dtype } },
    outputs: [info],
  })
}

/** Something to ask for when only `after` is wanted. */
export function signal(name: string, after: readonly Node[], binding: NativeBinding): Node {
  const info: ValueInfo = { shape: [], dtype: binding.TF_FLOAT }
  const attributes: Node['attributes'] = {
    dtype: { kind: 'type', value: info.dtype },
    value: { kind: 'tensor', value: { ...info, bytes: new Uint8Array(4) } },
  }
  return node('Const', { name, after, attributes, outputs: [info] })
}

/** @throws engine for a type that cannot be fed to a graph */
export function dtypeNumber(dtype: tf.DataType, binding: NativeBinding): number {
  if (dtype === 'float32') return binding.TF_FLOAT
  if (dtype === 'int32') return binding.TF_INT32
  if (dtype === 'bool') return binding.TF_BOOL
  throw new SaccadeError('engine', `A tensor of type ${dtype} cannot go into a compiled function`)
}

function node(op: string, parts: Partial<Omit<Node, 'op'>>): Node {
  return { op, inputs: [], after: [], attributes: {}, outputs: [], ...parts }
}

function first(from: Node): Value {
  return { node: from, index: 0 }
}
