// One function, from eager code to nodes.
import * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { NativeBackend } from '../backend.ts'
import { encodeAttributes } from '../native.ts'
import { createGraphBuilder } from './builder.ts'
import type { DerivedValues } from './derived.ts'
import type { Node, Value } from './graph.ts'
import { inOrder } from './graph.ts'
import type { InPlaceUpdate } from './in-place.ts'
import { withUpdateRecorder } from './in-place.ts'
import { completeAttributes, record } from './recorder.ts'
import { inScope } from './scope.ts'
import type { Stacking } from './sums.ts'
import { fuseSums } from './sums.ts'
import type { StateVariable } from './variables.ts'
import { assignment, dtypeNumber, fetchable, inPlaceNode, placeholder } from './variables.ts'

export type Tensors = Readonly<Record<string, tf.Tensor>>
export type Body = (inputs: Tensors) => Tensors

export interface TracedFunction {
  readonly body: Body
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[]; readonly node: Node }[]
  readonly outputs: readonly { readonly name: string; readonly node: Node }[]
  /** Whether it changes variables. */
  readonly updates: boolean
  /** Whether it reads values derived from variables. */
  readonly derives: boolean
  readonly nodes: number
}

export interface TraceOptions {
  /** Tells the nodes' names of one function from those of another. */
  readonly index: number
  readonly state: readonly StateVariable[]
  readonly examples: Tensors
  readonly body: Body
  readonly stacking: Stacking
  readonly derived: DerivedValues
}

/**
 * Runs `body` once on the examples and turns what it does into nodes. The variables are as before afterwards.
 *
 * @throws engine when something in it cannot be traced
 */
export function traceFunction(
  backend: NativeBackend,
  { index, state, examples, body, stacking, derived }: TraceOptions,
): TracedFunction {
  const { binding } = backend
  const builder = createGraphBuilder()
  const inputs = Object.entries(examples).map(([name, tensor], position) => ({
    name,
    shape: tensor.shape,
    tensor,
    node: placeholder(`f${index}_input${position}`, { shape: tensor.shape, dtype: dtypeNumber(tensor.dtype, binding) }),
  }))
  const known = [
    ...inputs.map(({ tensor, node }) => [tensor, { node, index: 0 }] as const),
    ...state.map(({ variable, read }) => [variable, { node: read, index: 0 }] as const),
  ]
  requireDifferent(backend, examples, state)
  return withVariablesKept(state, () =>
    inScope(() => {
      const inPlace: { update: InPlaceUpdate; inputs: Value[] }[] = []
      const { assigned, values, names } = record(backend, builder, known, (valueOf) => {
        const result = withUpdateRecorder(
          (update) => inPlace.push({ update, inputs: update.inputs.map(valueOf) }),
          () => body(examples),
        )
        const updatedInPlace = new Set(inPlace.flatMap(({ update }) => update.variables))
        const changed = state.filter(
          ({ variable, read }) => !updatedInPlace.has(variable) && valueOf(variable).node !== read,
        )
        return {
          assigned: changed,
          values: [...changed.map(({ variable }) => variable), ...Object.values(result)].map(valueOf),
          names: Object.keys(result),
        }
      })
      const newValues = values.slice(0, assigned.length)
      const results = values.slice(assigned.length)
      const roots = [...newValues, ...inPlace.flatMap((each) => each.inputs), ...results]
      const rewritten = fuseSums(roots, builder, binding.TF_INT32, stacking)
      const take = (count: number) => rewritten.splice(0, count)
      const updates = [
        ...assigned.flatMap((each) => take(1).map((value) => assignment(each, value))),
        ...inPlace.map(({ update, inputs: { length } }) => updateNode(update, take(length), state, backend)),
      ]
      // Where variables change in every call there is nothing to keep.
      const kept = updates.length > 0 ? { roots: rewritten, uses: false } : derived.replaceIn(rewritten, builder)
      const outputs = names.flatMap((name, position) =>
        kept.roots
          .slice(position, position + 1)
          .map((value) => ({ name, node: fetchable(`f${index}_output${position}`, value, updates) })),
      )
      const nodes = inOrder(outputs.map(({ node }) => node)).length
      return { body, inputs, outputs, updates: updates.length > 0, derives: kept.uses, nodes }
    }),
  )
}

/** A tensor under two names would be one input of the graph, fed with what was meant for the other. */
function requireDifferent(backend: NativeBackend, examples: Tensors, state: readonly StateVariable[]): void {
  const names = new Map(
    backend.getInputTensorIds(state.map(({ variable }) => variable)).map((id) => [id, 'a variable']),
  )
  for (const [name, tensor] of Object.entries(examples)) {
    for (const id of backend.getInputTensorIds([tensor])) {
      const other = names.get(id)
      if (other !== undefined) {
        throw new SaccadeError('engine', `The function cannot be compiled: ${other} and ${name} are one tensor`, {
          hint: 'Give each input a tensor of its own.',
        })
      }
      names.set(id, name)
    }
  }
}

/** Runs something that may assign the variables and gives them their values back. */
export function withVariablesKept<Result>(state: readonly StateVariable[], run: () => Result): Result {
  const before = state.map(({ variable }) => tf.keep(tf.clone(variable)))
  try {
    return run()
  } finally {
    state.forEach(({ variable }, index) => {
      const value = before[index]
      if (value) variable.assign(value)
      value?.dispose()
    })
  }
}

function updateNode(
  { op, attributes, variables }: InPlaceUpdate,
  inputs: readonly Value[],
  state: readonly StateVariable[],
  { binding }: NativeBackend,
): Node {
  const states = variables.map((variable) => {
    const found = state.find((candidate) => candidate.variable === variable)
    if (found) return found
    throw new SaccadeError(
      'engine',
      `The function cannot be compiled: ${op} updates a variable that is not the program’s`,
    )
  })
  return inPlaceNode(op, states, inputs, completeAttributes(op, encodeAttributes(attributes, binding), inputs, binding))
}
