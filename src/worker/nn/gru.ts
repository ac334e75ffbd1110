import * as tf from '@tensorflow/tfjs-core'
import type { Cell } from './cell.ts'
import { fusedGru, hasFusedOperations } from '../engine/fused.ts'
import { affine } from './linear.ts'
import type { Parameters } from './parameters.ts'
import { projectParts } from './project-parts.ts'

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
    bind: (inputSizes) => ({
      project: projectParts(weightInput, biasInput, inputSizes),
      step: (projected, [h]) => {
        if (!h) throw new Error('A GRU step needs its state.')
        if (hasFusedOperations()) return [fusedGru(projected, tf.matMul(h, weightHidden), biasHidden, h)]
        const fromState = affine(h, weightHidden, biasHidden) // [batch, 3 hidden]
        const [inputGates, inputNew] = tf.split(projected, [2 * hidden, hidden], 1)
        const [stateGates, stateNew] = tf.split(fromState, [2 * hidden, hidden], 1)
        if (!inputGates || !inputNew || !stateGates || !stateNew) throw new Error('The gates were not split.')
        const [r, z] = tf.split(tf.sigmoid(tf.add(inputGates, stateGates)), 2, 1)
        if (!r || !z) throw new Error('The gates were not split.')
        const n = tf.tanh(tf.add(inputNew, tf.mul(r, stateNew)))
        return [tf.add(n, tf.mul(z, tf.sub(h, n)))]
      },
    }),
  }
}
