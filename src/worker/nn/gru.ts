import * as tf from '@tensorflow/tfjs-core'
import { sigmoidGradient, tanhGradient } from './activations.ts'
import type { Cell } from './cell.ts'
import { fusedGru } from '../engine/fused-gru.ts'
import { asFactor, multiply } from './linear.ts'
import type { Parameters } from './parameters.ts'
import { projectParts } from './project-parts.ts'
import { withGradient } from './with-gradient.ts'

const GATES = 3

/**
 * nn.GRU, one layer and direction (Cho 2014 with the reset gate after the product):
 *
 *     r = σ(W_ir x + b_ir + W_hr h + b_hr)        z = σ(W_iz x + b_iz + W_hz h + b_hz)
 *     n = tanh(W_in x + b_in + r ∘ (W_hn h + b_hn))        h' = (1 - z) ∘ n + z ∘ h
 *
 * `weightInput` [inputs, 3 hidden] and `weightHidden` [hidden, 3 hidden] are the transposes of weight_ih and
 * weight_hh; `biasInput` and `biasHidden` [3 hidden] are bias_ih and bias_hh. Gates in the order r, z, n.
 */
export function createGru(parameters: Parameters, name: string, inputs: number, hidden: number): Cell {
  const bound = 1 / Math.sqrt(hidden)
  const weightInput = parameters.matrix(`${name}.weightInput`, inputs, hidden, bound, GATES)
  const weightHidden = parameters.recurrent(`${name}.weightHidden`, hidden, bound, GATES)
  const biasInput = parameters.bias(`${name}.biasInput`, GATES * hidden, bound)
  const biasHidden = parameters.bias(`${name}.biasHidden`, GATES * hidden, bound)

  return {
    inputs,
    hidden,
    stateParts: 1,
    bind: (inputSizes) => {
      const recurrent = asFactor(weightHidden)
      const { packed } = recurrent
      return {
        project: projectParts(weightInput, biasInput, inputSizes),
        step: (input, [h]) => {
          if (!h) throw new Error('A GRU step needs its state.')
          if (!packed) return [gates(input, multiply(h, recurrent, biasHidden), h)]
          const [batch = 0] = h.shape
          const mask = tf.ones([batch])
          const one = { input, initial: h, mask, weight: packed, bias: biasHidden }
          return [fusedGru({ ...one, backwards: false, outputsCount: true }).outputs]
        },
        run:
          packed &&
          (({ projected, initial: [initial], tokens, backwards, outputsCount }) => {
            const [time = 0, batch = 0] = projected.shape
            if (!initial) throw new Error('A GRU needs its first state.')
            const input = tf.reshape(projected, [time * batch, GATES * hidden])
            const mask = tokens ? tf.reshape(tokens, [time * batch]) : tf.ones([time * batch])
            const all = { input, initial, mask, weight: packed, bias: biasHidden }
            // The one step of a sequence is its output and its final state, and comes out once.
            const { outputs, final } = fusedGru({ ...all, backwards, outputsCount: outputsCount || time === 1 })
            return { outputs: tf.reshape(outputs, [time, batch, hidden]), final: [final] }
          }),
      }
    },
  }
}

/**
 * The step after the matrix products, with its gradient in closed form (half the operations of the tape's):
 * W_i x + b_i and W_h h + b_h [batch, 3 hidden], h [batch, hidden] → h' [batch, hidden].
 */
function gates(fromInput: tf.Tensor, fromState: tf.Tensor, h: tf.Tensor): tf.Tensor {
  return withGradient([fromInput, fromState, h], () => {
    const [, hidden = 0] = h.shape
    const [inputGates, inputNew] = cut(fromInput, [2 * hidden, hidden])
    const [stateGates, stateNew] = cut(fromState, [2 * hidden, hidden])
    const rz = tf.sigmoid(tf.add(inputGates, stateGates))
    const [r, z] = cut(rz, [hidden, hidden])
    const n = tf.tanh(tf.add(inputNew, tf.mul(r, stateNew)))
    const change = tf.sub(h, n)
    return {
      value: tf.add(n, tf.mul(z, change)),
      saved: { rz, r, z, n, change, stateNew },
      gradient: (dy, kept) => {
        const dh = tf.mul(dy, kept.z)
        const dNew = tanhGradient(kept.n, tf.sub(dy, dh)) // before the tanh
        const dGates = tf.concat([tf.mul(dNew, kept.stateNew), tf.mul(dy, kept.change)], 1)
        const dSum = sigmoidGradient(kept.rz, dGates) // before the σ
        return [tf.concat([dSum, dNew], 1), tf.concat([dSum, tf.mul(dNew, kept.r)], 1), dh]
      },
    }
  })
}

/** Two pieces of [batch, …]. */
function cut(x: tf.Tensor, sizes: [number, number]): [tf.Tensor, tf.Tensor] {
  const [first, second] = tf.split(x, sizes, 1)
  if (!first || !second) throw new Error('The gates were not split.')
  return [first, second]
}
