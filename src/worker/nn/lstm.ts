import * as tf from '@tensorflow/tfjs-core'
import { fusedLstm, hasFusedOperations } from '../engine/fused.ts'
import type { Cell } from './cell.ts'
import type { Parameters } from './parameters.ts'
import { projectParts } from './project-parts.ts'

const GATES = 4

/**
 * nn.LSTM, one layer and direction:
 *
 *     i, f, o = σ(W_i· x + b_i· + W_h· h + b_h·)        g = tanh(W_ig x + b_ig + W_hg h + b_hg)
 *     c' = f ∘ c + i ∘ g        h' = o ∘ tanh(c')
 *
 * `weightInput` [inputs, 4 hidden] and `weightHidden` [hidden, 4 hidden] are the transposes of weight_ih and
 * weight_hh; `biasInput` and `biasHidden` [4 hidden] are bias_ih and bias_hh. Gates in the order i, f, g, o.
 * The state is h, c.
 */
export function createLstm(parameters: Parameters, name: string, inputs: number, hidden: number): Cell {
  const bound = 1 / Math.sqrt(hidden)
  const weightInput = parameters.matrix(`${name}.weightInput`, inputs, hidden, bound, GATES)
  const weightHidden = parameters.recurrent(`${name}.weightHidden`, hidden, bound, GATES)
  const biasInput = parameters.bias(`${name}.biasInput`, GATES * hidden, bound)
  const biasHidden = parameters.bias(`${name}.biasHidden`, GATES * hidden, bound)

  return {
    inputs,
    hidden,
    stateParts: 2,
    bind: (inputSizes) => ({
      // Both biases are only ever added, so they go with the input, once for the whole sequence.
      project: projectParts(weightInput, tf.add(biasInput, biasHidden), inputSizes),
      step: (projected, [h, c]) => {
        if (!h || !c) throw new Error('An LSTM step needs its state.')
        if (hasFusedOperations()) return fusedLstm(projected, tf.matMul(h, weightHidden), c)
        const gates = tf.add(projected, tf.matMul(h, weightHidden)) // [batch, 4 hidden]
        const [inputForget, candidate, output] = tf.split(gates, [2 * hidden, hidden, hidden], 1)
        if (!inputForget || !candidate || !output) throw new Error('The gates were not split.')
        const [i, f] = tf.split(tf.sigmoid(inputForget), 2, 1)
        if (!i || !f) throw new Error('The gates were not split.')
        const nextCell = tf.add(tf.mul(f, c), tf.mul(i, tf.tanh(candidate)))
        return [tf.mul(tf.sigmoid(output), tf.tanh(nextCell)), nextCell]
      },
    }),
  }
}
