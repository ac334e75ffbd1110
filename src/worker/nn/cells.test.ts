import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectClose, expectGradients } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { createCell } from './create-cell.ts'
import type { CellKind } from './cell.ts'
import { createParameters } from './parameters.ts'
import { createSequenceMask, runMasked, runUnmasked } from './recurrence.ts'

const INPUTS = 3
const HIDDEN = 4

beforeAll(async () => {
  await loadEngine()
})

function makeCell(kind: CellKind) {
  const parameters = createParameters('pytorch', 3)
  const cell = createCell({ cell: kind, hidden: HIDDEN, forgetBias: 0 }, parameters, 'cell', INPUTS)
  return { cell, parameters }
}

describe.each(['gru', 'lstm'] as const)('%s', (kind) => {
  it('has the gradients that differences show, by input, state and weights', () => {
    tf.tidy(() => {
      const { cell, parameters } = makeCell(kind)
      const x = tf.randomNormal([2, INPUTS], 0, 1, 'float32', 1)
      const state = Array.from({ length: cell.stateParts }, (_, part) =>
        tf.randomNormal([2, HIDDEN], 0, 0.5, 'float32', 2 + part),
      )
      const weighing = tf.randomNormal([2, HIDDEN], 0, 1, 'float32', 9)
      const compute = (input: tf.Tensor, ...before: tf.Tensor[]) => {
        const bound = cell.bind([INPUTS])
        const after = bound.step(bound.project[0]!(input), before)
        // Every part of the state counts, each differently.
        return tf.addN(after.map((part, index) => tf.sum(tf.mul(tf.mul(part, weighing), index + 1))))
      }
      expectGradients(compute, [x, ...state])

      for (const [name, variable] of parameters.byName) {
        const value = tf.clone(variable)
        const gradient = tf.variableGrads(() => compute(x, ...state).asScalar(), [variable]).grads[variable.name]!
        const direction = tf.randomNormal(value.shape, 0, 1, 'float32', 5)
        const at = (distance: number) => {
          variable.assign(tf.add(value, tf.mul(direction, distance)))
          return compute(x, ...state).dataSync()[0]!
        }
        const measured = (at(0.01) - at(-0.01)) / 0.02
        variable.assign(value)
        expect(tf.sum(tf.mul(gradient, direction)).dataSync()[0], name).toBeCloseTo(measured, 2)
        expect(Math.abs(measured), name).toBeGreaterThan(1e-3)
        variable.dispose()
      }
    })
  })

  it('takes an input in parts as it takes them joined', () => {
    tf.tidy(() => {
      const { cell } = makeCell(kind)
      const x = tf.randomNormal([2, INPUTS], 0, 1, 'float32', 1)
      const [whole] = cell.bind([INPUTS]).project
      const [first, second] = cell.bind([1, 2]).project
      const [a, b] = tf.split(x, [1, 2], 1)
      expectClose(tf.add(first!(a!), second!(b!)), whole!(x), 1e-6)
    })
  })

  it('reads a padded sentence in both directions as it reads it alone', () => {
    tf.tidy(() => {
      const { cell } = makeCell(kind)
      const bound = cell.bind([INPUTS])
      const lengths = [2, 4, 1]
      const x = tf.randomNormal([4, 3, INPUTS], 0, 1, 'float32', 1) // [time, batch, inputs], noise at padding
      const mask = createSequenceMask(
        tf.tensor2d(lengths.map((length) => [0, 1, 2, 3].map((time) => (time < length ? 1 : 0)))),
      )
      const zeros = (batch: number) => Array.from({ length: cell.stateParts }, () => tf.zeros([batch, HIDDEN]))
      for (const backwards of [false, true]) {
        const padded = runMasked(bound, bound.project[0]!(x), zeros(3), mask, { backwards, outputsCount: true })
        lengths.forEach((length, sentence) => {
          const own = tf.slice(x, [0, sentence, 0], [length, 1, INPUTS])
          const read = backwards ? tf.reverse(own, 0) : own
          const outputs = runUnmasked(bound, bound.project[0]!(read), zeros(1))
          const inOrder = backwards ? tf.reverse(outputs, 0) : outputs
          expectClose(
            tf.slice(padded.outputs, [0, sentence, 0], [length, 1, HIDDEN]),
            inOrder,
            1e-6,
            `backwards ${backwards}`,
          )
          const last = tf.slice(outputs, [length - 1, 0, 0], [1, 1, HIDDEN])
          expectClose(tf.slice(padded.final[0]!, [sentence, 0], [1, HIDDEN]), tf.reshape(last, [1, HIDDEN]), 1e-6)
          if (length < 4) {
            const rest = tf.slice(padded.outputs, [length, sentence, 0], [4 - length, 1, HIDDEN])
            expect(rest.dataSync().every((value) => value === 0)).toBe(true)
          }
        })
      }
    })
  })
})
