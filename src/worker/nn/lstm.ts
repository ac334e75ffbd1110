import * as tf from '@tensorflow/tfjs-core'
import { fusedLstm, hasFusedOperations } from '../engine/fused.ts'
import { sigmoidGradient, tanhGradient } from './activations.ts'
import type { Cell } from './cell.ts'
import { asFactor, multiply } from './linear.ts'
import type { Parameters } from './parameters.ts'
import { projectParts } from './project-parts.ts'
import { withGradient } from './with-gradient.ts'

const GATES = 4

/**
 * nn.LSTM, one layer and direction:
 *
 *     i, f, o = σ(W_i· x + b_i· + W_h· h + b_h·)        g = tanh(W_ig x + b_ig + W_hg h + b_hg)
 *     c' = f ∘ c + i ∘ g        h' = o ∘ tanh(c')
 *
 * `weightInput` [inputs, 4 hidden] and `weightHidden` [hidden, 4 hidden] are the transposes of weight_ih and
 * weight_hh; `biasInput` and `biasHidden` [4 hidden] are bias_ih and bias_hh. Gates in the order i, f, g, o.
 * The state is h, c. `forgetBias` is added to the first value of b_if (Gers 2000; Jozefowicz 2015 recommend 1).
 */
export function createLstm(parameters: Parameters, name: string, inputs: number, hidden: number, forgetBias = 0): Cell {
  const bound = 1 / Math.sqrt(hidden)
  const weightInput = parameters.matrix(`${name}.weightInput`, inputs, hidden, bound, GATES)
  const weightHidden = parameters.recurrent(`${name}.weightHidden`, hidden, bound, GATES)
  const forgetGate = { from: hidden, to: 2 * hidden, by: forgetBias }
  const biasInput = parameters.bias(`${name}.biasInput`, GATES * hidden, bound, forgetGate)
  const biasHidden = parameters.bias(`${name}.biasHidden`, GATES * hidden, bound)

  return {
    inputs,
    hidden,
    stateParts: 2,
    bind: (inputSizes) => {
      const recurrent = asFactor(weightHidden)
      return {
        // Both biases are only ever added, so they go with the input, once for the whole sequence.
        project: projectParts(weightInput, tf.add(biasInput, biasHidden), inputSizes),
        step: (projected, [h, c]) => {
          if (!h || !c) throw new Error('An LSTM step needs its state.')
          const fromState = multiply(h, recurrent, null)
          if (hasFusedOperations()) return fusedLstm(projected, fromState, c)
          const gates = tf.add(projected, fromState) // [batch, 4 hidden]
          const [towardsCell, towardsOutput] = tf.split(gates, [3 * hidden, hidden], 1)
          if (!towardsCell || !towardsOutput) throw new Error('The gates were not split.')
          const nextCell = updateCell(towardsCell, c)
          return [openOutput(towardsOutput, nextCell), nextCell]
        },
        run: null,
      }
    },
  }
}

/** c' = f ∘ c + i ∘ g, with its gradient in closed form: the gates i, f, g before σ and tanh [batch, 3 hidden], c → c'. */
function updateCell(gates: tf.Tensor, c: tf.Tensor): tf.Tensor {
  return withGradient([gates, c], () => {
    const [, hidden = 0] = c.shape
    const [inputForget, candidate] = tf.split(gates, [2 * hidden, hidden], 1)
    if (!inputForget || !candidate) throw new Error('The gates were not split.')
    const open = tf.sigmoid(inputForget)
    const [i, f] = tf.split(open, 2, 1)
    if (!i || !f) throw new Error('The gates were not split.')
    const g = tf.tanh(candidate)
    return {
      value: tf.add(tf.mul(f, c), tf.mul(i, g)),
      saved: { open, i, f, g, c },
      gradient: (dy, kept) => {
        const dOpen = sigmoidGradient(kept.open, tf.concat([tf.mul(dy, kept.g), tf.mul(dy, kept.c)], 1))
        return [tf.concat([dOpen, tanhGradient(kept.g, tf.mul(dy, kept.i))], 1), tf.mul(dy, kept.f)]
      },
    }
  })
}

/** h' = σ(gate) ∘ tanh(c'), with its gradient in closed form; [batch, hidden] each. */
function openOutput(gate: tf.Tensor, nextCell: tf.Tensor): tf.Tensor {
  return withGradient([gate, nextCell], () => {
    const o = tf.sigmoid(gate)
    const squashed = tf.tanh(nextCell)
    return {
      value: tf.mul(o, squashed),
      saved: { o, squashed },
      gradient: (dy, kept) => [
        sigmoidGradient(kept.o, tf.mul(dy, kept.squashed)),
        tanhGradient(kept.squashed, tf.mul(dy, kept.o)),
      ],
    }
  })
}
