import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodePair } from '../../data/encode.ts'
import { loadDataset } from '../../data/load.ts'
import { EOS } from '../../data/vocabulary.ts'
import { createBleu } from '../../metrics/bleu.ts'
import { createChrf } from '../../metrics/chrf.ts'
import { corpusScore } from '../../metrics/corpus-metric.ts'
import { loadEngine } from '../engine/load.ts'
import { createEagerInference } from '../inference/eager-inference.ts'
import type { Inference } from '../inference/inference.ts'
import { createModel } from '../seq2seq/model.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { tinyConfiguration } from '../training/tiny-run.ts'
import { type EvaluationParts, evaluate } from './evaluate.ts'

const configuration = tinyConfiguration('data.source.validPairs=30', 'evaluation.pairs=25')
const few = { ...configuration, evaluation: { ...configuration.evaluation, pairs: 6 } }
const go = new AbortController().signal

async function partsWith(
  build: (vocabulary: number) => Seq2SeqModel,
): Promise<EvaluationParts & { model: Seq2SeqModel }> {
  const dataset = await loadDataset(configuration.data)
  const { sourceVocabulary, targetVocabulary } = dataset
  const encodedValid = dataset.valid.map((pair) => encodePair(pair, sourceVocabulary, targetVocabulary))
  const model = build(targetVocabulary.size)
  return { configuration, dataset, encodedValid, model, inference: createEagerInference(model) }
}

/**
 * Answers every source with its reverse and attends to just the token it says, except that of sources longer than
 * `knows` it says the last token as `<unk>` and attends to the token beside.
 */
function reverser(vocabulary: number, knows: number): Seq2SeqModel {
  /** What to say: int32 [batch, source], padded with `<eos>`; and where it stands. */
  function answer(source: tf.Tensor2D, sourceMask: tf.Tensor2D) {
    const [ids, mask] = [source.arraySync(), sourceMask.arraySync()]
    const words = ids.map((row, index) => row.slice(0, mask[index]!.filter((real) => real === 1).length - 1))
    const says = words.map((row) => {
      const reversed = row.toReversed()
      if (row.length > knows) reversed[0] = 3
      return [...reversed, ...new Array<number>(source.shape[1] - row.length).fill(EOS)]
    })
    const looks = words.map((row) =>
      Array.from({ length: source.shape[1] }, (_, t) =>
        t >= row.length ? row.length : row.length > knows && t === 0 ? row.length - 2 : row.length - 1 - t,
      ),
    )
    return { says, looks }
  }
  const logitsOf = (ids: tf.Tensor) => tf.mul(tf.oneHot(tf.cast(ids, 'int32'), vocabulary), 50)
  return {
    parameters: new Map(),
    forward({ source, sourceMask }) {
      const { says, looks } = answer(source, sourceMask)
      const attention = tf.oneHot(tf.tensor2d(looks, undefined, 'int32'), source.shape[1]) // [batch, target, source]
      return {
        logits: logitsOf(tf.transpose(tf.tensor2d(says, undefined, 'int32'))) as tf.Tensor3D,
        attention: tf.cast(tf.expandDims(tf.expandDims(attention, 1), 1), 'float32'),
        overlap: null,
        centres: null,
        outside: null,
      }
    },
    encode(source, mask) {
      const { says } = answer(source, mask)
      const time = tf.tensor1d([0], 'int32')
      return {
        encoded: { mask, memory: {} },
        state: [tf.tensor2d(says, undefined, 'int32'), time],
      }
    },
    step(_encoded, [says, time]) {
      const at = Math.min(time!.dataSync()[0]!, says!.shape[1]! - 1)
      const ids = tf.reshape(tf.slice(says as tf.Tensor2D, [0, at], [-1, 1]), [-1])
      return {
        logits: logitsOf(ids) as tf.Tensor2D,
        state: [tf.clone(says!), tf.tensor1d([at + 1], 'int32')],
        attention: null,
      }
    },
    dispose: () => undefined,
  }
}

describe('evaluation', () => {
  beforeAll(() => loadEngine())

  it('counts what a model with known faults does', async () => {
    const parts = await partsWith((vocabulary) => reverser(vocabulary, 3))
    const pairs = parts.dataset.valid.slice(0, 25)
    const wrong = pairs.filter(({ source }) => source.length > 3).length
    const words = pairs.reduce((sum, { target }) => sum + target.length, 0)
    expect(wrong).toBeGreaterThan(3)
    expect(wrong).toBeLessThan(22)
    const metrics = await evaluate(parts, go)
    expect(metrics['valid/exact_match']).toBeCloseTo(1 - wrong / 25, 10)
    expect(metrics['valid/edit_distance']).toBeCloseTo(wrong / words, 10)
    expect(metrics['valid/token_accuracy']).toBeCloseTo(1 - wrong / (words + 25), 6)
    expect(metrics['valid/loss']).toBeCloseTo((50 * wrong) / (words + 25), 3)
    // It says the same whatever it is fed.
    expect(metrics['valid/free_loss']).toBeCloseTo(metrics['valid/loss']!, 4)
    expect(metrics['valid/exposure_gap']).toBeCloseTo(0, 4)
    expect(metrics['valid/alignment_error_rate']).toBeCloseTo(wrong / words, 10)
    expect(metrics['valid/attention_entropy']).toBeCloseTo(0, 6)
    // Where it does not look at what it says, the last source token goes without attention, and the order has one fault.
    const tokens = pairs.reduce((sum, { source }) => sum + source.length, 0)
    expect(metrics['valid/attention_coverage']).toBeCloseTo(1 - wrong / tokens, 6)
    const orders = pairs.map(({ source: { length } }) => (length > 3 ? 1 / ((length * (length - 1)) / 2) : 0))
    const several = pairs.filter(({ source }) => source.length > 1).length
    expect(metrics['valid/attention_monotonicity']).toBeCloseTo(orders.reduce((a, b) => a + b) / several, 6)
    const said = pairs.map(({ source, target }) => ({
      hypothesis: (source.length > 3 ? ['<unk>', ...target.slice(1)] : target).join(' '),
      references: [target.join(' ')],
    }))
    expect(metrics['valid/bleu']).toBeCloseTo(corpusScore(createBleu(), said), 10)
    expect(metrics['valid/chrf']).toBeCloseTo(corpusScore(createChrf(), said), 10)
    expect(metrics['valid/chrf']).toBeGreaterThan(10)
    expect(metrics).not.toHaveProperty(['valid/phoneme_error_rate'])
  })

  it('gives the same numbers however the pairs are cut into batches', async () => {
    const sizes = { source: 10, target: 10 }
    const parts = await partsWith(() => createModel(configuration.model, sizes, 5))
    const together = await evaluate({ ...parts, configuration: few }, go)
    const single = { ...few, evaluation: { ...few.evaluation, batchSize: 1 } }
    const alone = await evaluate({ ...parts, configuration: single }, go)
    expect(Object.keys(alone)).toEqual(Object.keys(together))
    for (const [name, value] of Object.entries(together)) {
      expect(alone[name as keyof typeof alone], name).toBeCloseTo(value, 5)
    }
    parts.model.dispose()
  })

  it('decodes with a beam where the configuration says so', async () => {
    const parts = await partsWith(() => createModel(configuration.model, { source: 10, target: 10 }, 5))
    const found: string[][] = []
    const inference: Inference = {
      ...parts.inference,
      decode: () => {
        throw new Error('nothing decodes greedily here')
      },
      *search(batch, method, options) {
        const hypotheses = yield* parts.inference.search(batch, method, options)
        found.push(hypotheses.map(([best]) => best!.tokens.join()))
        expect(method).toEqual({ kind: 'beam', size: 1, best: 1, lengthPenalty: 0.5, coveragePenalty: 0 })
        return hypotheses
      },
    }
    const decoding = { kind: 'beam' as const, size: 1, lengthPenalty: 0.5, coveragePenalty: 0 }
    const beam = { ...few, evaluation: { ...few.evaluation, decoding } }
    const metrics = await evaluate({ ...parts, inference, configuration: beam }, go)
    expect(found.flat()).toHaveLength(6)
    const greedy = await evaluate({ ...parts, configuration: few }, go)
    expect(greedy).toMatchObject(metrics) // a beam of one is greedy, but is not fed its own first choices
    const more = Object.keys(greedy).filter((name) => !(name in metrics))
    expect(more).toEqual(['valid/free_loss', 'valid/exposure_gap'])
    parts.model.dispose()
  })

  it('measures no attention of a model without', async () => {
    const plain = { ...configuration.model, attention: { ...configuration.model.attention, score: 'none' as const } }
    const parts = await partsWith(() => createModel(plain, { source: 10, target: 10 }, 5))
    const metrics = await evaluate({ ...parts, configuration: few }, go)
    expect(Object.keys(metrics)).not.toContain('valid/alignment_error_rate')
    expect(Object.keys(metrics).filter((name) => name.startsWith('valid/attention_'))).toEqual([])
    parts.model.dispose()
  })

  it('E12: yields between two steps of decoding, where it can be given up, and leaves no tensors then', async () => {
    const parts = await partsWith(() => createModel(configuration.model, { source: 10, target: 10 }, 5))
    const abort = new AbortController()
    const before = tf.memory().numTensors
    let steps = 0
    let turnsOfOthers = 0
    const inference: Inference = {
      ...parts.inference,
      *decode(batch, options) {
        const turns = parts.inference.decode(batch, options)
        try {
          for (;;) {
            const next = turns.next()
            if (next.done) return next.value
            steps++
            setImmediate(() => (turnsOfOthers += 1))
            if (steps === 4) abort.abort()
            yield
          }
        } finally {
          turns.return([])
        }
      },
    }
    await expect(evaluate({ ...parts, inference }, abort.signal)).rejects.toMatchObject({ code: 'aborted' })
    expect(steps).toBe(4)
    expect(turnsOfOthers).toBeGreaterThanOrEqual(3)
    expect(tf.memory().numTensors).toBe(before)
    parts.model.dispose()
  })

  it('E12: leaves out pairs that are too long, as if they were not there', async () => {
    const parts = await partsWith(() => createModel(configuration.model, { source: 10, target: 10 }, 5))
    const short = { ...configuration, evaluation: { ...configuration.evaluation, maximumLength: 3 } }
    const kept = [...parts.dataset.valid.slice(0, 25).keys()].filter(
      (place) => (parts.dataset.valid[place]?.source.length ?? 0) <= 3,
    )
    expect(kept.length).toBeLessThan(25)
    const pick = <Item>(items: readonly Item[]) => kept.flatMap((place) => items[place] ?? [])
    const dataset = { ...parts.dataset, valid: pick(parts.dataset.valid) }
    const alone = await evaluate({ ...parts, dataset, encodedValid: pick(parts.encodedValid) }, go)
    expect(await evaluate({ ...parts, configuration: short }, go)).toEqual(alone)
    parts.model.dispose()
  })

  it('ends soon after being told so', async () => {
    const parts = await partsWith((vocabulary) => reverser(vocabulary, 3))
    const abort = new AbortController()
    const evaluating = evaluate(parts, abort.signal)
    abort.abort()
    await expect(evaluating).rejects.toMatchObject({ code: 'aborted' })
  })
})
