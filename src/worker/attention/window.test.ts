// What every window keeps to, over random lengths, sizes and scores; and the numbers of each span worked out by hand.
import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectClose } from '../../../test/support/numbers.ts'
import { loadEngine } from '../engine/load.ts'
import { createParameters } from '../nn/parameters.ts'
import type { AttentionMemory } from './attention.ts'
import { createAttention } from './attention.ts'
import type { ScoreKind } from './registry.ts'
import { SCORES } from './registry.ts'
import type { SpanSettings } from './span.ts'

const SIZE = 4

beforeAll(async () => {
  await loadEngine()
})

function withAttention<Result>(
  kind: ScoreKind,
  settings: SpanSettings,
  seed: number,
  use: (attention: ReturnType<typeof createAttention>, parameters: ReturnType<typeof createParameters>) => Result,
): Result {
  const parameters = createParameters('pytorch', seed)
  const sizes = { query: SIZE, key: SIZE, inner: 3, bias: false, heads: 2, positions: 9, coverage: false }
  tf.engine().startScope()
  try {
    return use(createAttention(parameters, 'attention', kind, sizes, settings), parameters)
  } finally {
    tf.engine().endScope()
    for (const variable of parameters.byName.values()) variable.dispose()
  }
}

const maskOf = (lengths: readonly number[]) => {
  const longest = Math.max(...lengths)
  return tf.tensor2d(lengths.map((length) => Array.from({ length: longest }, (_, s) => (s < length ? 1 : 0))))
}
const placesOf = (target: number) => tf.reshape(tf.range(0, target), [1, target, 1])

const settings = fc.record({
  span: fc.constantFrom('global' as const, 'local-m' as const, 'local-p' as const),
  window: fc.integer({ min: 1, max: 6 }),
  renormalize: fc.boolean(),
  centre: fc.constantFrom('step' as const, 'ratio' as const),
  ratio: fc.double({ min: 0.2, max: 4, noNaN: true }),
})

it('gives rows that sum to 1, or to less where they are to, exactly 0 on padding and outside the window, and the same alone as in a batch', () => {
  const property = fc.property(
    fc.constantFrom(...(Object.keys(SCORES) as ScoreKind[])),
    settings,
    fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(0, 1, 20),
    fc.integer({ min: 1, max: 1000 }),
    (kind, span, lengths, target, scale, seed) => {
      withAttention(kind, span, seed, (attention) => {
        const source = Math.max(...lengths)
        const outputs = tf.mul(tf.randomNormal([lengths.length, source, SIZE], 0, 1, 'float32', seed), scale)
        const queries = tf.mul(tf.randomNormal([lengths.length, target, SIZE], 0, 1, 'float32', seed + 1), scale)
        const memory = attention.prepare(outputs, maskOf(lengths))
        const { weights, centres } = attention.attend(queries, memory, placesOf(target))
        expect(weights.shape).toEqual([lengths.length, attention.heads, target, source])
        const rows = weights.arraySync() as number[][][][]
        const middles = centres?.arraySync() as number[][] | undefined
        lengths.forEach((length, sentence) => {
          for (const [t, row] of rows[sentence]?.flatMap((head) => [...head.entries()]) ?? []) {
            const sum = row.reduce((before, weight) => before + weight, 0)
            if (span.span === 'local-p' && !span.renormalize) {
              expect(sum).toBeGreaterThan(Math.exp(-2) - 1e-5) // the Gaussian at the window's border
              expect(sum).toBeLessThan(1 + 1e-5)
            } else {
              expect(sum).toBeCloseTo(1, 5)
            }
            expect(row.slice(length).every((weight) => weight === 0)).toBe(true)
            const middle = middles?.[sentence]?.[t]
            expect(middle === undefined).toBe(span.span === 'global')
            if (middle === undefined) continue
            expect(middle).toBeGreaterThanOrEqual(0)
            expect(middle).toBeLessThanOrEqual(span.span === 'local-m' ? length - 1 : length)
            row.forEach((weight, s) => {
              if (Math.abs(s - middle) > span.window + 1e-4) expect(weight).toBe(0)
            })
          }
          const alone = attention.prepare(tf.slice(outputs, [sentence, 0, 0], [1, length, -1]), tf.ones([1, length]))
          const own = attention.attend(tf.slice(queries, [sentence, 0, 0], [1, -1, -1]), alone, placesOf(target))
          expectClose(own.weights, tf.slice(weights, [sentence, 0, 0, 0], [1, -1, -1, length]), 1e-5)
        })
      })
    },
  )
  fc.assert(property, { numRuns: 120, seed: 5 })
})

/** One sentence whose keys are all alike, so that the scores are: what is left is the span's own doing. */
function spanAlone(span: SpanSettings, length: number, target: number) {
  return withAttention('dot', span, 3, (attention, parameters) => {
    const memory: AttentionMemory = attention.prepare(tf.ones([1, length, SIZE]), tf.ones([1, length]))
    const queries = tf.randomNormal([1, target, SIZE], 0, 1, 'float32', 2)
    const { weights, centres } = attention.attend(queries, memory, placesOf(target))
    const weight = (name: string) => parameters.byName.get(name)?.arraySync() as number[][] | undefined
    return {
      rows: (weights.arraySync() as number[][][][])[0]?.[0] ?? [],
      centres: (centres?.arraySync() as number[][])[0] ?? [],
      queries: (queries.arraySync() as number[][][])[0] ?? [],
      matrix: weight('attention.centre.weight') ?? [],
      v: weight('attention.centre.v') ?? [],
    }
  })
}

describe('local-m', () => {
  it('moves one position a step and stops at the last', () => {
    const { rows, centres } = spanAlone(
      { span: 'local-m', window: 1, renormalize: true, centre: 'step', ratio: 9 },
      4,
      6,
    )
    expect(centres).toEqual([0, 1, 2, 3, 3, 3])
    const [half, third] = [1 / 2, 1 / 3]
    const expected = [
      [half, half, 0, 0],
      [third, third, third, 0],
      [0, third, third, third],
      [0, 0, half, half],
      [0, 0, half, half],
      [0, 0, half, half],
    ]
    rows.forEach((row, t) => row.forEach((weight, s) => expect(weight).toBeCloseTo(expected[t]?.[s] ?? NaN, 6)))
  })

  it('moves by the ratio of the lengths', () => {
    const { rows, centres } = spanAlone(
      { span: 'local-m', window: 1, renormalize: true, centre: 'ratio', ratio: 2.5 },
      8,
      4,
    )
    expect(centres).toEqual([0, 2.5, 5, 7])
    expect(rows.map((row) => row.flatMap((weight, s) => (weight > 0 ? [s] : [])))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6],
      [6, 7],
    ])
  })
})

describe('local-p', () => {
  it('looks around S σ(v · tanh(W q)) with a Gaussian of half the window', () => {
    const [length, window] = [7, 3]
    const found = spanAlone({ span: 'local-p', window, renormalize: true, centre: 'step', ratio: 1 }, length, 3)
    found.queries.forEach((query, t) => {
      const hidden = found.v.map((_, j) =>
        Math.tanh(query.reduce((sum, q, i) => sum + q * (found.matrix[i]?.[j] ?? 0), 0)),
      )
      const centre = length / (1 + Math.exp(-hidden.reduce((sum, h, j) => sum + h * (found.v[j]?.[0] ?? 0), 0)))
      expect(found.centres[t]).toBeCloseTo(centre, 5)
      const sigma = window / 2
      const bell = Array.from({ length }, (_, s) =>
        Math.abs(s - centre) <= window ? Math.exp(-((s - centre) ** 2) / (2 * sigma * sigma)) : 0,
      )
      const total = bell.reduce((sum, value) => sum + value, 0)
      bell.forEach((value, s) => expect(found.rows[t]?.[s]).toBeCloseTo(value / total, 5))
    })
  })

  it('multiplies by the Gaussian and leaves it at that, where rows need not sum to 1 (Luong 2015, equation 10)', () => {
    const [length, window] = [7, 3]
    const found = spanAlone({ span: 'local-p', window, renormalize: false, centre: 'step', ratio: 1 }, length, 3)
    found.centres.forEach((centre, t) => {
      const inside = Array.from({ length }, (_, s) => Math.abs(s - centre) <= window)
      const reached = inside.filter(Boolean).length
      inside.forEach((looks, s) => {
        // The keys are all alike, so the softmax over the window is even.
        const expected = looks ? Math.exp(-((s - centre) ** 2) / (2 * (window / 2) ** 2)) / reached : 0
        expect(found.rows[t]?.[s]).toBeCloseTo(expected, 5)
      })
    })
  })

  it('learns where to look: the loss of a wrong place moves the centre towards the right one', () => {
    withAttention(
      'dot',
      { span: 'local-p', window: 4, renormalize: true, centre: 'step', ratio: 1 },
      3,
      (attention, parameters) => {
        const queries = tf.ones([1, 1, SIZE])
        const loss = (): tf.Scalar => {
          const memory = attention.prepare(tf.ones([1, 9, SIZE]), tf.ones([1, 9]))
          const { weights } = attention.attend(queries, memory, placesOf(1))
          return tf.neg(tf.sum<tf.Scalar>(tf.log(tf.slice(weights, [0, 0, 0, 7], [1, 1, 1, 1]))))
        }
        const centre = () => {
          const memory = attention.prepare(tf.ones([1, 9, SIZE]), tf.ones([1, 9]))
          return attention.attend(queries, memory, placesOf(1)).centres?.dataSync()[0] ?? NaN
        }
        const before = centre()
        expect(before).toBeLessThan(6)
        const { grads } = tf.variableGrads(loss)
        for (const [name, variable] of parameters.byName) {
          const gradient = grads[variable.name]
          if (!gradient) throw new Error(`${name} has no gradient.`)
          variable.assign(tf.sub(variable, tf.mul(gradient, 0.1)))
        }
        expect(centre()).toBeGreaterThan(before + 0.01)
      },
    )
  })
})

describe('location', () => {
  it('gives positions beyond the last it knows no weight', () => {
    withAttention(
      'location',
      { span: 'global', window: 1, renormalize: true, centre: 'step', ratio: 1 },
      3,
      (attention) => {
        const memory = attention.prepare(tf.ones([1, 12, SIZE]), tf.ones([1, 12]))
        const [row = []] =
          (
            attention.attend(tf.ones([1, 1, SIZE]), memory, placesOf(1)).weights.arraySync() as number[][][][]
          )[0]?.[0] ?? []
        expect(row.slice(0, 9).every((weight) => weight > 0)).toBe(true)
        expect(row.slice(9)).toEqual([0, 0, 0])
      },
    )
  })
})

it('measures what a window cuts off: the share of a softmax over the whole sentence that lies outside', () => {
  const spans: SpanSettings[] = [
    { span: 'local-m', window: 1, renormalize: true, centre: 'step', ratio: 1 },
    { span: 'local-p', window: 1, renormalize: true, centre: 'step', ratio: 1 },
    { span: 'local-p', window: 2, renormalize: false, centre: 'step', ratio: 1 },
  ]
  for (const span of spans) {
    withAttention('dot', span, 3, (attention) => {
      const lengths = [6, 4]
      const [outputs, queries] = [7, 8].map((seed) => tf.randomNormal([2, 6, SIZE], 0, 1, 'float32', seed))
      const memory = attention.prepare(outputs!, maskOf(lengths))
      const { centres, outside } = attention.attend(queries!, memory, placesOf(6))
      const middles = centres!.arraySync() as number[][]
      const shares = outside!().arraySync() as number[][][] // [batch, heads, target]
      const [keys, asked] = [outputs!, queries!].map((tensor) => tensor.arraySync() as number[][][])
      lengths.forEach((length, sentence) => {
        asked![sentence]!.forEach((query, t) => {
          // By hand: the softmax of q · k over the sentence's own positions, summed over those beyond the window.
          const powers = keys![sentence]!.slice(0, length).map((key) => Math.exp(dotOf(query, key)))
          const far = powers.filter((_, s) => Math.abs(s - middles[sentence]![t]!) > span.window)
          const share = sumOf(far) / sumOf(powers)
          expect(shares[sentence]![0]![t], `${span.span} ${sentence} ${t}`).toBeCloseTo(share, 5)
        })
      })
      expect(Math.max(...shares.flat(2))).toBeGreaterThan(0.3)
    })
  }
})

it('cuts nothing off without a window, and measures each head by itself', () => {
  const span: SpanSettings = { span: 'global', window: 1, renormalize: true, centre: 'step', ratio: 1 }
  const attend = (settings: SpanSettings) =>
    withAttention('multi-head', settings, 5, (attention) => {
      const [outputs, queries] = [7, 8].map((seed) => tf.randomNormal([1, 6, SIZE], 0, 1, 'float32', seed))
      const { outside, weights } = attention.attend(queries!, attention.prepare(outputs!, maskOf([6])), placesOf(6))
      return {
        outside: outside && (outside().arraySync() as number[][][]),
        weights: weights.arraySync() as number[][][][],
      }
    })
  const global = attend(span)
  expect(global.outside).toBeNull()
  // The same scores with a window: what is cut off is what the global weights hold beyond it.
  const local = attend({ ...span, span: 'local-m' })
  global.weights[0]!.forEach((rows, head) => {
    rows.forEach((row, t) => {
      expect(local.outside![0]![head]![t]).toBeCloseTo(sumOf(row.filter((_, s) => Math.abs(s - t) > 1)), 5)
    })
  })
  expect(local.outside![0]![0]).not.toEqual(local.outside![0]![1])
})

const sumOf = (values: readonly number[]) => values.reduce((before, value) => before + value, 0)
const dotOf = (a: readonly number[], b: readonly number[]) => sumOf(a.map((value, i) => value * (b[i] ?? NaN)))
