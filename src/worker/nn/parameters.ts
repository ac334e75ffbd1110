import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { drawNormal, drawOrthogonal, drawUniform, glorotBound } from './draw.ts'

/** What is added to a stretch of a bias, whatever it was drawn as. */
export interface Raise {
  readonly from: number
  readonly to: number
  readonly by: number
}

/**
 * Makes a model's trainable variables and keeps them by name, in the order they were made. The first value of each is
 * a function of (seed, name) alone, drawn in JavaScript, so it is the same on every engine and in whatever order
 * modules are built. `pytorch` follows the defaults of nn.Linear, nn.GRU, nn.LSTM and nn.Embedding, and where a module has
 * another one, as nn.MultiheadAttention does, that module gives its bound; `xavier` has Glorot
 * uniform matrices and orthogonal recurrent ones; `orthogonal` has orthogonal matrices wherever one multiplies (embeddings
 * are looked up, so they stay as nn.Embedding's); both have zero biases.
 */
export interface Parameters {
  readonly scheme: ModelConfiguration['initialization']
  readonly byName: ReadonlyMap<string, tf.Variable>
  /** [inputs, gates * outputs]: U(±bound), or per gate Glorot uniform or orthogonal. */
  matrix(name: string, inputs: number, outputs: number, bound: number, gates?: number): tf.Variable
  /** [size, gates * size]: U(±bound), or an orthogonal matrix per gate. */
  recurrent(name: string, size: number, bound: number, gates: number): tf.Variable
  /** [size]: U(±bound), or zeros; `raise` is added. */
  bias(name: string, size: number, bound: number, raise?: Raise): tf.Variable
  /** [rows, size]: N(0, 1), or Glorot uniform (xavier). */
  table(name: string, rows: number, size: number): tf.Variable
}

/** Stands in for parameters that are only counted: modules that are built with it cannot compute. */
export interface CountedParameters extends Parameters {
  readonly count: number
  dispose(): void
}

/** Counts what a model's modules ask for, and makes nothing. */
export function createCountedParameters(): CountedParameters {
  const standIn = tf.tidy(() => tf.variable(tf.scalar(0)))
  let count = 0
  const add = (size: number): tf.Variable => {
    count += size
    return standIn
  }
  return {
    scheme: 'pytorch', // no count depends on it
    byName: new Map(),
    matrix: (_, inputs, outputs, __, gates = 1) => add(inputs * gates * outputs),
    recurrent: (_, size, __, gates) => add(size * gates * size),
    bias: (_, size) => add(size),
    table: (_, rows, size) => add(rows * size),
    get count() {
      return count
    },
    dispose: () => standIn.dispose(),
  }
}

export function createParameters(scheme: ModelConfiguration['initialization'], seed: number): Parameters {
  const byName = new Map<string, tf.Variable>()
  const pytorch = scheme === 'pytorch' || scheme === 'pytorch-0.1'

  function add(name: string, shape: number[], values: Float32Array): tf.Variable {
    if (byName.has(name)) throw new Error(`There are two parameters named ${name}.`)
    const initial = tf.tensor(values, shape, 'float32')
    const variable = tf.variable(initial) // tfjs' own name for it is left to tfjs: two models may live in one process
    initial.dispose()
    byName.set(name, variable)
    return variable
  }

  return {
    scheme,
    byName,
    matrix(name, inputs, outputs, bound, gates = 1) {
      const source = { seed, name }
      const shape = [inputs, gates * outputs]
      if (scheme === 'orthogonal') return add(name, shape, drawOrthogonal(source, inputs, outputs, gates))
      const limit = pytorch ? bound : glorotBound(inputs, outputs)
      return add(name, shape, drawUniform(source, inputs * gates * outputs, limit))
    },
    recurrent(name, size, bound, gates) {
      const source = { seed, name }
      const values = pytorch
        ? drawUniform(source, size * gates * size, bound)
        : drawOrthogonal(source, size, size, gates)
      return add(name, [size, gates * size], values)
    },
    bias(name, size, bound, raise = { from: 0, to: 0, by: 0 }) {
      const values = pytorch ? drawUniform({ seed, name }, size, bound) : new Float32Array(size)
      const raised = values.map((value, index) => (index >= raise.from && index < raise.to ? value + raise.by : value))
      return add(name, [size], raised)
    },
    table(name, rows, size) {
      const source = { seed, name }
      const limit = glorotBound(rows, size)
      const values = scheme === 'xavier' ? drawUniform(source, rows * size, limit) : drawNormal(source, rows * size)
      return add(name, [rows, size], values)
    },
  }
}
