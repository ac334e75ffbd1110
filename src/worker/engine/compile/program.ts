// Compiled functions that share variables: traced, loaded as one graph, replayed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { NativeBackend } from '../backend.ts'
import { createGraphBuilder } from './builder.ts'
import type { GraphAttribute, Node, Value, ValueInfo } from './graph.ts'
import { infoOf, inOrder, sameShape } from './graph.ts'
import type { Stacking } from './sums.ts'
import { fuseSums } from './sums.ts'
import type { InPlaceUpdate } from './in-place.ts'
import { withUpdateRecorder } from './in-place.ts'
import { encodeAttributes } from '../native.ts'
import { completeAttributes, record } from './recorder.ts'
import { TAG, writeSavedModel } from './savedmodel.ts'

export type Tensors = Readonly<Record<string, tf.Tensor>>

interface TracedFunction {
  readonly inputs: readonly { readonly name: string; readonly node: Node }[]
  readonly outputs: readonly { readonly name: string; readonly node: Node }[]
}

interface StateVariable {
  readonly variable: tf.Variable
  readonly handle: Node
  readonly initialValue: Node
  readonly initialized: Node
  readonly read: Node
}

/**
 * Functions of tensors over a fixed set of variables. `define` traces a function for the shapes of its examples; `call`
 * replays it as one TensorFlow graph. While the graph is loaded it owns the variables' values: `pull` brings them
 * back into the `tf.Variable`s.
 */
export class Program {
  readonly #backend: NativeBackend
  readonly #state: readonly StateVariable[]
  readonly #stacking: Stacking
  readonly #functions = new Map<string, TracedFunction>()
  #session: number | null = null

  constructor(backend: NativeBackend, variables: ReadonlyMap<string, tf.Variable>, stacking: Stacking = {}) {
    this.#backend = backend
    this.#stacking = stacking
    this.#state = [...variables].map(([name, variable], index) => stateVariable(name, variable, index, backend))
  }

  has(name: string): boolean {
    return this.#functions.has(name)
  }

  /**
   * Traces `body` by running it once on the examples. What it assigns to the program's variables becomes part of the
   * function; the run itself leaves them as they were. Throws `engine` when something in it cannot be traced.
   */
  define(name: string, examples: Tensors, body: (inputs: Tensors) => Tensors): void {
    this.pull()
    const binding = this.#backend.binding
    const builder = createGraphBuilder()
    const prefix = `f${this.#functions.size}`
    const inputs = Object.entries(examples).map(([key, tensor], index) => ({
      name: key,
      tensor,
      node: placeholder(`${prefix}_in${index}`, { shape: tensor.shape, dtype: dtypeNumber(tensor.dtype, binding) }),
    }))
    const before = this.#state.map(({ variable }) => tf.keep(tf.clone(variable)))
    try {
      const known = [
        ...inputs.map(({ tensor, node }) => [tensor, { node, index: 0 }] as const),
        ...this.#state.map(({ variable, read }) => [variable, { node: read, index: 0 }] as const),
      ]
      tf.tidy(() => {
        const inPlace: InPlaceUpdate[] = []
        const operands: Value[] = []
        const { result, valueOf } = record(this.#backend, builder, known, (find) =>
          withUpdateRecorder(
            (update) => {
              inPlace.push(update)
              operands.push(...update.inputs.map(find))
            },
            () => body(examples),
          ),
        )
        const changed = this.#state.filter((state) => valueOf(state.variable).node !== state.read)
        const roots = [
          ...changed.map((state) => valueOf(state.variable)),
          ...Object.values(result).map(valueOf),
          ...operands,
        ]
        const fused = process.env.NOFUSE ? roots : fuseSums(roots, builder, binding.TF_INT32, this.#stacking)
        const fusedOperands = fused.slice(changed.length + Object.keys(result).length)
        const updates = [
          ...changed.map((state, index) => assign(state, fused[index]!)),
          ...inPlace.map((update) => this.#applyInPlace(update, fusedOperands.splice(0, update.inputs.length))),
        ]
        const outputs = Object.keys(result).map((key, index) => ({
          name: key,
          node: fetched(`${prefix}_out${index}`, fused[changed.length + index]!, index === 0 ? updates : []),
        }))
        this.#functions.set(name, { inputs, outputs })
      })
    } finally {
      this.#state.forEach(({ variable }, index) => {
        const value = before[index]
        if (!value) return
        variable.assign(value)
        value.dispose()
      })
    }
    this.#unload()
  }

  /** Runs a defined function; the caller disposes the outputs. */
  call(name: string, inputs: Tensors): Record<string, tf.Tensor> {
    const traced = this.#functions.get(name)
    if (!traced) throw new SaccadeError('engine', `There is no compiled function “${name}”.`)
    const session = this.#load()
    const tensors = traced.inputs.map(({ name: key, node }) => {
      const tensor = inputs[key]
      const shape = node.outputs[0]?.shape ?? []
      if (tensor && sameShape(tensor.shape, shape)) return tensor
      throw new SaccadeError('engine', `“${name}” was compiled for ${key} of shape [${shape.join()}] and got ${tensor ? `[${tensor.shape.join()}]` : 'none'}.`)
    })
    const results = this.#backend.binding.runSavedModel(
      session,
      this.#backend.getInputTensorIds(tensors),
      traced.inputs.map(({ node }) => `${node.name ?? ''}:0`).join(),
      traced.outputs.map(({ node }) => `${node.name ?? ''}:0`).join(),
    )
    return Object.fromEntries(
      traced.outputs.map(({ name: key }, index) => {
        const metadata = results[index]
        if (!metadata) throw new Error(`${name} gave no output ${key}.`)
        return [key, this.#backend.createOutputTensor(metadata)]
      }),
    )
  }

  /** Copies the variables' values out of the graph into the `tf.Variable`s. */
  pull(): void {
    if (this.#session === null) return
    const values = this.#backend.binding.runSavedModel(this.#session, [], '', this.#state.map(({ read }) => `${read.name ?? ''}:0`).join())
    this.#state.forEach(({ variable }, index) => {
      const metadata = values[index]
      if (!metadata) throw new Error('A variable was not read.')
      // A read shares the variable's buffer, which the next update may write to: the identity makes it a copy.
      const shared = this.#backend.createOutputTensor(metadata)
      const own = tf.tidy(() => tf.tensor(shared.dataSync().slice(), shared.shape, shared.dtype))
      variable.assign(own)
      own.dispose()
      shared.dispose()
    })
  }

  #applyInPlace({ op, attributes, variables }: InPlaceUpdate, inputs: readonly Value[]): Node {
    const states = variables.map((variable) => {
      const state = this.#state.find((candidate) => candidate.variable === variable)
      if (!state) throw new SaccadeError('engine', `${op} updates a variable that does not belong to the program.`)
      return state
    })
    const [first] = inputs
    if (!first) throw new Error(`${op} needs inputs.`)
    const { binding } = this.#backend
    return {
      op,
      inputs: [...states.map(({ handle }) => ({ node: handle, index: 0 })), ...inputs],
      after: states.map(({ read }) => read),
      attributes: { ...completeAttributes('', encodeAttributes(attributes, binding), [first], binding) },
      outputs: [],
    }
  }

  summary(): string {
    const counts = new Map<string, number>()
    for (const node of inOrder([...this.#functions.values()].flatMap((f) => f.outputs.map(({ node }) => node)))) counts.set(node.op, (counts.get(node.op) ?? 0) + 1)
    return [...counts].sort((a, b) => b[1] - a[1]).map(([op, n]) => `${op} ${n}`).join(', ')
  }

  dispose(): void {
    this.#unload()
    this.#functions.clear()
  }

  #load(): number {
    if (this.#session !== null) return this.#session
    const folder = mkdtempSync(join(tmpdir(), 'saccade-graph-'))
    const { binding } = this.#backend
    try {
      const initialized = control('initialized', this.#state.map((state) => state.initialized), binding.TF_FLOAT)
      const roots = [...this.#functions.values()].flatMap((traced) => [...traced.outputs.map(({ node }) => node), ...traced.inputs.map(({ node }) => node)])
      writeSavedModel(folder, [initialized, ...this.#state.map(({ read }) => read), ...roots])
      const session = binding.loadSavedModel(folder, TAG)
      const done = binding.runSavedModel(
        session,
        this.#backend.getInputTensorIds(this.#state.map(({ variable }) => variable)),
        this.#state.map(({ initialValue }) => `${initialValue.name ?? ''}:0`).join(),
        'initialized:0',
      )
      for (const { id } of done) binding.deleteTensor(id)
      this.#session = session
      return session
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  #unload(): void {
    if (this.#session === null) return
    this.#backend.binding.deleteSavedModel(this.#session)
    this.#session = null
  }
}

function stateVariable(name: string, variable: tf.Variable, index: number, { binding }: NativeBackend): StateVariable {
  const info: ValueInfo = { shape: variable.shape, dtype: dtypeNumber(variable.dtype, binding) }
  const dtype: GraphAttribute = { kind: 'type', value: info.dtype }
  const shared: GraphAttribute = { kind: 'string', value: `v${index}:${name}` }
  const handle: Node = {
    op: 'VarHandleOp',
    name: `v${index}`,
    inputs: [],
    after: [],
    attributes: { dtype, shape: { kind: 'shape', value: info.shape }, shared_name: shared },
    outputs: [{ shape: [], dtype: binding.TF_RESOURCE }],
  }
  const initialValue = placeholder(`v${index}_value`, info)
  const to = { node: handle, index: 0 }
  return {
    variable,
    handle,
    initialValue,
    initialized: { op: 'AssignVariableOp', name: `v${index}_set`, inputs: [to, { node: initialValue, index: 0 }], after: [], attributes: { dtype }, outputs: [] },
    read: { op: 'ReadVariableOp', name: `v${index}_read`, inputs: [to], after: [], attributes: { dtype }, outputs: [info] },
  }
}

function placeholder(name: string, info: ValueInfo): Node {
  return {
    op: 'Placeholder',
    name,
    inputs: [],
    after: [],
    attributes: { dtype: { kind: 'type', value: info.dtype }, shape: { kind: 'shape', value: info.shape } },
    outputs: [info],
  }
}

/** The assignment runs after the function's own read, which must see the old value. */
function assign(state: StateVariable, value: Value): Node {
  return {
    op: 'AssignVariableOp',
    inputs: [{ node: state.handle, index: 0 }, value],
    after: [state.read],
    attributes: { dtype: { kind: 'type', value: infoOf(value).dtype } },
    outputs: [],
  }
}

function fetched(name: string, value: Value, after: readonly Node[]): Node {
  const info = infoOf(value)
  return { op: 'Identity', name, inputs: [value], after, attributes: { T: { kind: 'type', value: info.dtype } }, outputs: [info] }
}

function control(name: string, after: readonly Node[], float: number): Node {
  const info: ValueInfo = { shape: [], dtype: float }
  return {
    op: 'Const',
    name,
    inputs: [],
    after,
    attributes: { dtype: { kind: 'type', value: float }, value: { kind: 'tensor', value: { ...info, bytes: new Uint8Array(4) } } },
    outputs: [info],
  }
}

function dtypeNumber(dtype: tf.DataType, binding: { TF_FLOAT: number; TF_INT32: number; TF_BOOL: number }): number {
  if (dtype === 'float32') return binding.TF_FLOAT
  if (dtype === 'int32') return binding.TF_INT32
  if (dtype === 'bool') return binding.TF_BOOL
  throw new SaccadeError('engine', `Tensors of type ${dtype} cannot go into a compiled function.`)
}
