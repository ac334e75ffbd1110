import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { KINDS, SOURCES, TARGETS, type ModelInput, tinyModel } from '../../../test/support/models.ts'
import { largestDifference } from '../../../test/support/numbers.ts'
import { makeBatch } from '../../data/batches.ts'
import type { Batch } from '../../data/types.ts'
import { EOS } from '../../data/vocabulary.ts'
import { trimAttention } from '../decoding/trim-attention.ts'
import { type NativeBackend, nativeBackend } from '../engine/backend.ts'
import { Program } from '../engine/compile/program.ts'
import { FUSED_STACKING } from '../engine/fused.ts'
import { loadEngine } from '../engine/load.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { type CompiledInference, createCompiledInference } from './compiled-inference.ts'
import { createEagerInference } from './eager-inference.ts'
import { type ForcedPass, logProbabilitiesOf } from './forced-pass.ts'
import type { Inference } from './inference.ts'
import { finish } from '../decoding/turns.ts'

const OPTIONS = { lengthFactor: 1, attention: true }
const SHAPE = { size: 5, sourceLength: 8, targetLength: 6 }

const pairs = SOURCES.map((ids, index) => ({
  source: Int32Array.of(...ids, EOS),
  target: Int32Array.of(...(TARGETS[index] ?? []), EOS),
}))
const ragged = makeBatch(pairs, [...pairs.keys()])

let backend: NativeBackend

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
  const native = nativeBackend()
  if (!native) throw new Error('These tests need TensorFlow.')
  backend = native
})

interface Parts {
  readonly model: Seq2SeqModel
  readonly program: Program
  readonly compiled: CompiledInference
  readonly eager: Inference
  readonly said: string[]
}

function withModel(input: ModelInput, use: (parts: Parts) => void): void {
  const model = tinyModel(input, 4)
  const program = new Program(backend, model.parameters.values(), { stacking: FUSED_STACKING })
  const said: string[] = []
  const log = (text: string) => said.push(text)
  const compiled = createCompiledInference(program, model, { shapes: [SHAPE], stepsPerTurn: 4, log })
  try {
    use({ model, program, compiled, eager: createEagerInference(model), said })
  } finally {
    compiled.dispose()
    program.dispose()
    model.dispose()
  }
}

function expectEqual(compiled: Inference, eager: Inference, batch: Batch): void {
  const [forced, reference] = [compiled.forced(batch), eager.forced(batch)]
  expect(forced.tokens).toBe(reference.tokens)
  expect(forced.correct).toBe(reference.correct)
  expect(forced.negativeLogLikelihood / reference.negativeLogLikelihood).toBeCloseTo(1, 6)
  const scores = tokenScoresOf(forced, batch)
  for (const [row, expected] of tokenScoresOf(reference, batch).entries()) {
    expect(largestDifference(scores[row]!, expected)).toBeLessThan(1e-6)
  }
  const weights = weightsOf(forced, batch)
  for (const [row, expected] of weightsOf(reference, batch).entries()) {
    expect(largestDifference(weights[row]!, expected)).toBeLessThan(1e-6)
  }
  expectSameWindows(compiled, eager, batch)
  const options = { ...OPTIONS, references: batch }
  const decoded = finish(compiled.decode(batch, options))
  expect(decoded).toHaveLength(batch.size)
  for (const [row, expected] of finish(eager.decode(batch, options)).entries()) {
    const { score, attention, referenceScore = NaN, ...rest } = decoded[row]!
    const close = { score: expected.score, attention: expected.attention, referenceScore: expected.referenceScore }
    expect({ ...rest, ...close }).toEqual(expected)
    expect(Math.abs(referenceScore / expected.referenceScore! - 1)).toBeLessThan(1e-6)
    expect(Math.abs(score - expected.score)).toBeLessThan(1e-6 * Math.max(1, Math.abs(score)))
    expect(attention).toHaveLength(expected.attention.length)
    expect(largestDifference(attention, expected.attention)).toBeLessThan(1e-6)
  }
}

function real(mask: Float32Array, row: number, length: number): number {
  return mask.subarray(row * length, (row + 1) * length).reduce((sum, each) => sum + each, 0)
}

function tokenScoresOf(pass: ForcedPass, { size, targetMask, targetLength }: Batch): Float32Array[] {
  return Array.from({ length: size }, (_, row) => logProbabilitiesOf(pass, row, real(targetMask, row, targetLength)))
}

/** Without the padding, of which the compiled pass has more. */
function weightsOf({ attention }: ForcedPass, batch: Batch): Float32Array[] {
  return Array.from({ length: attention ? batch.size : 0 }, (_, row) =>
    trimAttention(
      attention!,
      row,
      real(batch.targetMask, row, batch.targetLength),
      real(batch.sourceMask, row, batch.sourceLength),
    ),
  )
}

function expectSameWindows(compiled: Inference, eager: Inference, batch: Batch): void {
  const [actual, expected] = [compiled.windows(batch), eager.windows(batch)]
  expect(actual === null).toBe(expected === null)
  if (!actual || !expected) return
  const [, layers, heads] = expected.shape
  const rowsOf = (values: Float32Array, { shape: [, , , padded] }: typeof actual, rows: number) =>
    Array.from({ length: batch.size * rows }, (_, row) =>
      values.subarray(row * padded, row * padded + batch.targetLength),
    )
  const difference = (part: 'centres' | 'outside', rows: number) => {
    const found = rowsOf(actual[part], actual, rows)
    return rowsOf(expected[part], expected, rows).map((values, row) => largestDifference(found[row]!, values))
  }
  expect(Math.max(...difference('centres', layers))).toBeLessThan(1e-5)
  expect(Math.max(...difference('outside', layers * heads))).toBeLessThan(1e-5)
}

describe.each(Object.entries(KINDS))('%s', (_, kind) => {
  it('computes compiled what it computes eagerly, padded or not', () => {
    withModel(kind, ({ compiled, eager, said }) => {
      compiled.define(SHAPE)
      expectEqual(compiled, eager, ragged)
      expectEqual(compiled, eager, makeBatch(pairs, [3, 0]))
      expect(said).toEqual([])
    })
  })
})

it('follows the weights wherever they are changed', () => {
  withModel({}, ({ model, program, compiled, eager }) => {
    const embedding = model.parameters.get('encoder.embedding.weight')!
    const bias = model.parameters.get('readout.logits.bias')!
    program.define('favour', { id: tf.scalar(0, 'int32') }, ({ id }) => {
      bias.assign(tf.mul(tf.oneHot(tf.reshape(id!, [1]), bias.size), 30).flatten())
      embedding.assign(tf.neg(embedding))
      return { bias: tf.clone(bias) }
    })
    const favour = (id: number) => tf.dispose(program.call('favour', { id: tf.scalar(id, 'int32') }))
    compiled.define(SHAPE)
    for (const id of [5, EOS, 6]) {
      compiled.forced(ragged) // leaves an encoding, which the update after it outdates
      favour(id)
      const decoded = finish(compiled.decode(ragged, OPTIONS))
      expect(decoded.map(({ tokens }) => tokens[0])).toEqual(pairs.map(() => id))
      program.pull()
      const [expected] = finish(eager.decode(ragged, OPTIONS))
      expect(largestDifference(decoded[0]!.attention, expected!.attention)).toBeLessThan(1e-6)
    }
    const long = makeBatch(pairs, [0], { sourceLength: 20 }) // fits no shape
    expect(finish(compiled.decode(long, OPTIONS))[0]!.tokens[0]).toBe(6)
  })
})

it('keeps no tensors, and reads no attention that nobody asked for', () => {
  withModel({}, ({ compiled }) => {
    const run = () => {
      compiled.forced(ragged)
      expect(finish(compiled.decode(ragged, { ...OPTIONS, attention: false }))[0]).toMatchObject({
        layers: 0,
        heads: 0,
      })
      finish(compiled.decode(ragged, OPTIONS))
    }
    run()
    const before = [tf.memory().numTensors, backend.binding.getNumOfTensors()]
    for (let i = 0; i < 5; i++) run()
    expect([tf.memory().numTensors, backend.binding.getNumOfTensors()]).toEqual(before)
  })
})

describe('what cannot be compiled', () => {
  it('goes on eagerly, with one line that names the reason', () => {
    withModel({}, ({ model, program, eager, said }) => {
      const reading: Seq2SeqModel = {
        ...model,
        step(encoded, state, tokens) {
          tokens.dataSync()
          return model.step(encoded, state, tokens)
        },
      }
      const compiled = createCompiledInference(program, reading, { shapes: [SHAPE], log: (text) => said.push(text) })
      expectEqual(compiled, eager, ragged)
      finish(compiled.decode(ragged, OPTIONS))
      expect(said).toEqual([
        expect.stringMatching(
          /^Evaluation goes on without compiling: .*value of .* was read .*compiled-inference\.test/,
        ),
      ])
    })
  })

  it('is found out at the first run, where a graph computes something else', () => {
    withModel({}, ({ model, program, eager, said }) => {
      let passes = 0
      const drifting: Seq2SeqModel = {
        ...model,
        forward(batch, options) {
          const result = model.forward(batch, options)
          return { ...result, logits: tf.mul(result.logits, passes++ === 0 ? 2 : 1) } // baked in by the trace
        },
      }
      const compiled = createCompiledInference(program, drifting, { shapes: [SHAPE], log: (text) => said.push(text) })
      expect(compiled.forced(ragged)).toEqual(eager.forced(ragged))
      expect(said).toEqual([expect.stringMatching(/something else than the eager one: logProbabilities differs/)])
    })
  })
})
