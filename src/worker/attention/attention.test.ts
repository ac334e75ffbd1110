import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectClose, expectGradients } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { createParameters } from '../nn/parameters.ts'
import { createAttention } from './attention.ts'
import { createExclusion, maskedSoftmax } from './masked-softmax.ts'
import type { ScoreKind } from './registry.ts'
import { SCORES } from './registry.ts'
import type { SpanSettings } from './span.ts'

const SIZE = 4
const BATCH = 2
const TARGET = 3
const SOURCE = 5

beforeAll(async () => {
  await loadEngine()
})

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 0.7, 'float32', seed)
/** The steps' places in the target: [1, target, 1]. */
const places = () => tf.reshape(tf.range(0, TARGET), [1, TARGET, 1])
const mask = () =>
  tf.tensor2d([
    [1, 1, 1, 0, 0],
    [1, 1, 1, 1, 1],
  ])

const SPAN_SETTINGS: readonly SpanSettings[] = [
  { span: 'global', window: 1, renormalize: true, centre: 'step', ratio: 1 },
  { span: 'local-m', window: 1, renormalize: true, centre: 'ratio', ratio: 1.5 },
  { span: 'local-p', window: 2, renormalize: true, centre: 'step', ratio: 1 },
  { span: 'local-p', window: 2, renormalize: false, centre: 'step', ratio: 1 },
]
const spanName = ({ span, renormalize }: SpanSettings) => `${span}${renormalize ? '' : ' as it is'}`
const KINDS = Object.keys(SCORES).flatMap((kind) =>
  SPAN_SETTINGS.map((settings) => ({ kind: kind as ScoreKind, span: spanName(settings), settings })),
)

describe.each(KINDS)('$kind, $span', ({ kind, settings }) => {
  function make() {
    const parameters = createParameters('pytorch', 1)
    const sizes = { query: SIZE, key: SIZE, inner: 6, bias: true, heads: 2, positions: 7, coverage: false }
    const attention = createAttention(parameters, 'attention', kind, sizes, settings)
    return {
      attention,
      parameters: parameters.byName,
      dispose: () => {
        for (const variable of parameters.byName.values()) variable.dispose()
      },
    }
  }

  it('has the gradients that differences show, by query and encoder output', () => {
    const { attention, dispose } = make()
    tf.tidy(() => {
      const weighing = random([BATCH, TARGET, SIZE], 3)
      const compute = (queries: tf.Tensor, outputs: tf.Tensor) => {
        const { context, weights } = attention.attend(queries, attention.prepare(outputs, mask()), places())
        return tf.add(tf.sum(tf.mul(context, weighing)), tf.sum(tf.square(weights)))
      }
      expectGradients(compute, [random([BATCH, TARGET, SIZE], 1), random([BATCH, SOURCE, SIZE], 2)])
    })
    dispose()
  })

  it('has the gradients that differences show, by every parameter', () => {
    const { attention, parameters, dispose } = make()
    tf.tidy(() => {
      const weighing = random([BATCH, TARGET, SIZE], 3)
      const [queries, outputs] = [random([BATCH, TARGET, SIZE], 1), random([BATCH, SOURCE, SIZE], 2)]
      const compute = (): tf.Scalar => {
        const { context, weights } = attention.attend(queries, attention.prepare(outputs, mask()), places())
        return tf.add(tf.sum(tf.mul(context, weighing)), tf.sum(tf.square(weights)))
      }
      if (parameters.size === 0) return
      const { grads } = tf.variableGrads(compute, [...parameters.values()])
      for (const [name, parameter] of parameters) {
        const first = tf.clone(parameter)
        const direction = random(parameter.shape, 9)
        const along = (distance: number) => {
          parameter.assign(tf.add(first, tf.mul(direction, distance)))
          return compute().dataSync()[0] ?? NaN
        }
        const measured = (along(0.01) - along(-0.01)) / 0.02
        parameter.assign(first)
        const claimed = tf.sum(tf.mul(grads[parameter.name] ?? NaN, direction)).dataSync()[0] ?? NaN
        expect(Math.abs(measured - claimed), `${name}: ${claimed}, measured ${measured}`).toBeLessThan(3e-3)
      }
    })
    dispose()
  })

  it('attends to all steps at once as to one after the other, and its context is the weighted mean', () => {
    const { attention, dispose } = make()
    tf.tidy(() => {
      const outputs = random([BATCH, SOURCE, SIZE], 2)
      const queries = random([BATCH, TARGET, SIZE], 1)
      const memory = attention.prepare(outputs, mask())
      const together = attention.attend(queries, memory, places())
      for (let time = 0; time < TARGET; time++) {
        const place = tf.fill([1, 1, 1], time)
        const alone = attention.attend(tf.slice(queries, [0, time, 0], [-1, 1, -1]), memory, place)
        expectClose(alone.context, tf.slice(together.context, [0, time, 0], [-1, 1, -1]), 1e-6)
        expectClose(alone.weights, tf.slice(together.weights, [0, 0, time, 0], [-1, -1, 1, -1]), 1e-6)
        if (together.centres && alone.centres)
          expectClose(alone.centres, tf.slice(together.centres, [0, time], [-1, 1]), 1e-6)
        expect(alone.centres === null).toBe(settings.span === 'global')
      }
      if (kind !== 'multi-head') {
        expectClose(tf.matMul(tf.squeeze(together.weights, [1]), outputs), together.context, 1e-6)
      }
    })
    dispose()
  })
})

describe('masked softmax', () => {
  it('gives padding exactly 0 and rows that sum to 1, whatever the scores', () => {
    tf.tidy(() => {
      for (const size of [0, 1, 1e4, 1e20, 1e30]) {
        const scores = tf.mul(random([BATCH, 1, TARGET, SOURCE], 4), size)
        for (const signed of [scores, tf.neg(tf.abs(scores)), tf.abs(scores)]) {
          const rows = maskedSoftmax(signed, createExclusion(mask())).dataSync()
          for (let row = 0; row < BATCH * TARGET; row++) {
            const weights = [...rows.slice(row * SOURCE, (row + 1) * SOURCE)]
            if (row < TARGET) expect(weights.slice(3)).toEqual([0, 0])
            expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5)
          }
        }
      }
    })
  })

  it('lets no gradient through to the scores of padding', () => {
    tf.tidy(() => {
      const weighing = random([BATCH, 1, TARGET, SOURCE], 5)
      const gradient = tf.grad((scores) => tf.sum(tf.mul(maskedSoftmax(scores, createExclusion(mask())), weighing)))
      const rows = gradient(random([BATCH, 1, TARGET, SOURCE], 6))
      const padding = tf.slice(rows, [0, 0, 0, 3], [1, 1, TARGET, 2]).dataSync()
      expect([...padding].every((value) => value === 0)).toBe(true)
      expect(Math.max(...tf.abs(rows).dataSync())).toBeGreaterThan(0.01)
    })
  })
})
