import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { drawNormal, drawOrthogonal, drawUniform, glorotBound } from './draw.ts'

/**
 * Makes a model's trainable variables and keeps them by name, in the order they were made. The first value of each is
 * a function of (seed, name) alone, drawn in JavaScript, so it is the same on every engine and in whatever order
 * modules are built. `pytorch` follows the defaults of nn.Linear, nn.GRU, nn.LSTM and nn.Embedding.
 */
export interface Parameters {
  readonly byName: ReadonlyMap<string, tf.Variable>
  /** [inputs, gates * outputs]: U(±bound), or Glorot uniform per gate. */
  matrix(name: string, inputs: number, outputs: number, bound: number, gates?: number): tf.Variable
  /** [size, gates * size]: U(±bound), or an orthogonal matrix per gate. */
  recurrent(name: string, size: number, bound: number, gates: number): tf.Variable
  /** [size]: U(±bound), or zeros. */
  bias(name: string, size: number, bound: number): tf.Variable
  /** [rows, size]: N(0, 1), or Glorot uniform. */
  table(name: string, rows: number, size: number): tf.Variable
}

export function createParameters(scheme: ModelConfiguration['initialization'], seed: number): Parameters {
  const byName = new Map<string, tf.Variable>()
  const pytorch = scheme === 'pytorch'

  function add(name: string, shape: number[], values: Float32Array): tf.Variable {
    if (byName.has(name)) throw new Error(`There are two parameters named ${name}.`)
    const initial = tf.tensor(values, shape, 'float32')
    const variable = tf.variable(initial) // tfjs' own name for it is left to tfjs: two models may live in one process
    initial.dispose()
    byName.set(name, variable)
    return variable
  }

  return {
    byName,
    matrix(name, inputs, outputs, bound, gates = 1) {
      const source = { seed, name }
      const shape = [inputs, gates * outputs]
      const limit = pytorch ? bound : glorotBound(inputs, outputs)
      return add(name, shape, drawUniform(source, inputs * gates * outputs, limit))
    },
    recurrent(name, size, bound, gates) {
      const source = { seed, name }
      const values = pytorch ? drawUniform(source, size * gates * size, bound) : drawOrthogonal(source, size, gates)
      return add(name, [size, gates * size], values)
    },
    bias(name, size, bound) {
      return add(name, [size], pytorch ? drawUniform({ seed, name }, size, bound) : new Float32Array(size))
    },
    table(name, rows, size) {
      const source = { seed, name }
      const limit = glorotBound(rows, size)
      return add(
        name,
        [rows, size],
        pytorch ? drawNormal(source, rows * size) : drawUniform(source, rows * size, limit),
      )
    },
  }
}
