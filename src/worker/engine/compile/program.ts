// Functions over shared variables: traced, loaded as one graph, replayed.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { NativeBackend } from '../backend.ts'
import { createDerivedValues } from './derived.ts'
import type { DerivedValues } from './derived.ts'
import type { Node } from './graph.ts'
import { sameShape } from './graph.ts'
import { TAG, writeSavedModel } from './savedmodel.ts'
import { inScope } from './scope.ts'
import { requireEqual, valuesOf, variableValues } from './self-check.ts'
import type { Values } from './self-check.ts'
import type { Stacking } from './sums.ts'
import type { Body, Tensors, TracedFunction } from './trace.ts'
import { traceFunction, withVariablesKept } from './trace.ts'
import type { StateVariable } from './variables.ts'
import { signal, stateVariable } from './variables.ts'

export interface ProgramOptions {
  /** Operations, beside TensorFlow's own, whose sums can be computed at once. */
  readonly stacking?: Stacking
  /** Compare the first run of each function with an eager one. On unless set to false. */
  readonly selfCheck?: boolean
}

/** Whether an output, by its name, is to be computed. */
export type Wanted = (output: string) => boolean

/**
 * What `tf.function` is in Python, for tfjs-node: functions of tensors over a fixed set of variables, each traced once
 * from ordinary eager code and from then on run as one TensorFlow graph.
 *
 * While the graph is loaded it owns the variables' values; {@link Program.pull} brings them back into the `tf.Variable`s.
 * A function serves the shapes it was traced with; define one for each.
 */
export class Program {
  readonly #backend: NativeBackend
  readonly #state: readonly StateVariable[]
  readonly #stacking: Stacking
  readonly #selfCheck: boolean
  readonly #functions = new Map<string, TracedFunction>()
  readonly #unchecked = new Set<string>()
  #derived: DerivedValues
  /** As of which update the derived values are. */
  #derivedAt: number | null = null
  #session: number | null = null
  /** True while the graph's values are newer than the variables'. */
  #ahead = false
  #updates = 0

  constructor(backend: NativeBackend, variables: Iterable<tf.Variable>, options: ProgramOptions = {}) {
    this.#backend = backend
    this.#state = [...variables].map((variable, index) => stateVariable(variable, index, backend.binding))
    this.#derived = createDerivedValues(backend.binding)
    this.#stacking = options.stacking ?? {}
    this.#selfCheck = options.selfCheck ?? true
  }

  has(name: string): boolean {
    return this.#functions.has(name)
  }

  /** How many calls have changed variables: what was computed from them holds as long as this stays. */
  get updates(): number {
    return this.#updates
  }

  /** Nodes of all functions together. */
  get nodes(): number {
    return [...this.#functions.values()].reduce((sum, { nodes }) => sum + nodes, 0)
  }

  /**
   * Traces `body` by running it once, eagerly, on the examples. What it assigns to the program's variables becomes part
   * of the function; this run itself leaves them as they were.
   *
   * @throws engine when something in it cannot be traced; the program is as it was before
   */
  define(name: string, examples: Tensors, body: Body): void {
    this.pull()
    const index = this.#functions.size
    const [state, stacking, derived] = [this.#state, this.#stacking, this.#derived]
    const traced = traceFunction(this.#backend, { index, state, examples, body, stacking, derived })
    this.#functions.set(name, traced)
    if (this.#selfCheck) this.#unchecked.add(name)
    this.#unload()
  }

  /**
   * Runs a defined function; the caller disposes the outputs. Of outputs that are not wanted nothing is computed, but in the
   * first run, which is checked.
   *
   * @throws engine when the inputs have other shapes than the examples, TensorFlow fails, or the first run differs from
   * an eager one; the variables are then as they were before the call
   */
  call(name: string, inputs: Tensors, wanted: Wanted = () => true): Record<string, tf.Tensor> {
    const traced = this.#functions.get(name)
    if (!traced) throw new SaccadeError('engine', `There is no compiled function “${name}”`)
    for (const { name: key, shape } of traced.inputs) requireShape(name, key, shape, inputs[key])
    return this.#unchecked.delete(name) ? this.#callChecked(name, traced, inputs) : this.#replay(traced, inputs, wanted)
  }

  /** Brings the variables' values out of the graph into the `tf.Variable`s. */
  pull(): void {
    if (this.#session === null || !this.#ahead) return
    const reads = this.#state.map(({ read }) => read)
    // A value read from the graph may share its memory: TensorFlow copies it before it is next written to.
    this.#run(this.#session, [], [], reads).forEach((value, index) => {
      this.#state[index]?.variable.assign(value)
      value.dispose()
    })
    this.#ahead = false
  }

  /** Gives up the graph. The variables hold their newest values only if they were pulled. */
  dispose(): void {
    this.#unload()
    this.#functions.clear()
    this.#unchecked.clear()
    this.#derived = createDerivedValues(this.#backend.binding)
  }

  #replay(traced: TracedFunction, inputs: Tensors, wanted: Wanted = () => true): Record<string, tf.Tensor> {
    const outputs = traced.outputs.filter(({ name }) => wanted(name))
    if (outputs.length === 0) return {} // TensorFlow refuses to compute nothing
    const session = this.#load()
    if (traced.derives) this.#derive(session)
    const feeds = traced.inputs.flatMap(({ name }) => inputs[name] ?? [])
    if (traced.updates) this.#updates++ // also where the call fails half-way
    const results = this.#run(
      session,
      feeds,
      traced.inputs.map(({ node }) => node),
      outputs.map(({ node }) => node),
    )
    this.#ahead ||= traced.updates
    return Object.fromEntries(
      outputs.flatMap(({ name }, index) => results.slice(index, index + 1).map((result) => [name, result])),
    )
  }

  /** Computes anew what depends on variables alone, where these have changed. */
  #derive(session: number): void {
    if (this.#derivedAt === this.#updates) return
    tf.dispose(this.#run(session, [], [], [this.#derived.update()]))
    this.#derivedAt = this.#updates
  }

  #callChecked(name: string, traced: TracedFunction, inputs: Tensors): Record<string, tf.Tensor> {
    this.pull()
    const variables = traced.updates ? this.#state.map(({ variable }) => variable) : []
    const eager = withVariablesKept(this.#state, () => inScope(() => snapshot(traced.body(inputs), variables)))
    const before = variables.map((variable) => tf.keep(tf.clone(variable)))
    try {
      const outputs = this.#replay(traced, inputs)
      this.pull()
      requireEqual(name, eager, snapshot(outputs, variables))
      return outputs
    } catch (error) {
      this.#unload()
      variables.forEach((variable, index) => {
        const value = before[index]
        if (value) variable.assign(value)
      })
      throw error
    } finally {
      tf.dispose(before)
    }
  }

  #load(): number {
    if (this.#session !== null) return this.#session
    const { binding } = this.#backend
    const folder = mkdtempSync(join(tmpdir(), 'saccade-graph-'))
    try {
      const ready = signal(
        'ready',
        this.#state.map(({ initialized }) => initialized),
        binding,
      )
      const functions = [...this.#functions.values()].flatMap(({ inputs, outputs }) => [...inputs, ...outputs])
      const reads = this.#state.map(({ read }) => read)
      writeSavedModel(folder, [ready, this.#derived.update(), ...reads, ...functions.map(({ node }) => node)])
      const session = binding.loadSavedModel(folder, TAG)
      this.#session = session
      const values = this.#state.map(({ variable }) => variable)
      tf.dispose(
        this.#run(
          session,
          values,
          this.#state.map(({ initialValue }) => initialValue),
          [ready],
        ),
      )
      this.#ahead = false
      this.#derivedAt = null
      return session
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  #unload(): void {
    if (this.#session !== null) this.#backend.binding.deleteSavedModel(this.#session)
    this.#session = null
    this.#ahead = false
  }

  #run(session: number, tensors: readonly tf.Tensor[], feeds: readonly Node[], fetches: readonly Node[]): tf.Tensor[] {
    const names = (nodes: readonly Node[]) => nodes.map(({ name = '' }) => `${name}:0`).join(',')
    const ids = this.#backend.getInputTensorIds([...tensors])
    const results = this.#backend.binding.runSavedModel(session, ids, names(feeds), names(fetches))
    return results.map((metadata) => this.#backend.createOutputTensor(metadata))
  }
}

function requireShape(name: string, key: string, shape: readonly number[], tensor: tf.Tensor | undefined): void {
  if (tensor && sameShape(tensor.shape, shape)) return
  const given = tensor ? `[${tensor.shape.join(', ')}]` : 'nothing'
  throw new SaccadeError(
    'engine',
    `“${name}” was compiled for ${key} of the shape [${shape.join(', ')}] and got ${given}`,
  )
}

function snapshot(outputs: Tensors, variables: readonly tf.Variable[]): Values {
  return new Map([...valuesOf(outputs), ...variableValues(variables)])
}
