import * as tf from '@tensorflow/tfjs-core'
import { BOS, EOS } from '../../data/vocabulary.ts'
import { gatherRows } from '../engine/gather.ts'
import { philoxUniform } from '../engine/philox.ts'
import { siteKey, stepSeed } from '../engine/random.ts'
import type { Hypothesis, Stepper } from './hypothesis.ts'
import { sourceLengths } from './lengths.ts'
import { allowedLogProbabilities, forbiddenTokens } from './log-probabilities.ts'
import { repeatEncoded, repeatRows } from './rows.ts'
import { readAttention, trimmed } from './trim-attention.ts'
import { type Turns, turnsInScope } from './turns.ts'

export interface SampleOptions {
  /** Draws for each sentence. */
  readonly samples: number
  /** Divides the logits. Near 0 the most probable token is always drawn; at 1 the model's own distribution counts. */
  readonly temperature: number
  readonly seed: number
  /** Most tokens of a target, `<eos>` counted, by the length of its source. */
  readonly limit: (sourceLength: number) => number
  /** Keep the attention weights. */
  readonly attention: boolean
  /** Ids that every target begins with, whatever would have been drawn. */
  readonly prefix?: Int32Array
}

/** A decode that grows. */
interface Draft {
  readonly limit: number
  /** A uniform number for every step. */
  readonly uniform: Float32Array
  readonly tokens: number[]
  score: number
  ended: boolean
}

/**
 * Draws targets token by token from the model's distribution: source int32 [batch, source], mask [batch, source] → for
 * each sentence its `samples` draws, in the order drawn. A draw is a function of the seed, the sentence's ids and its
 * number, whatever else is in the batch. Scores are the model's log-probabilities, without the temperature. Yields
 * between two steps. Leaves no tensors behind.
 */
export function* decodeBySampling(
  model: Stepper,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  options: SampleOptions,
): Turns<Hypothesis[][]> {
  const { samples } = options
  const lengths = sourceLengths(sourceMask)
  const drafts = startDrafts(source, lengths, options)
  const kept = yield* turnsInScope(function* () {
    const first = model.encode(source, sourceMask)
    const encoded = repeatEncoded(first.encoded, samples)
    let state: readonly tf.Tensor[] = first.state.map((tensor) => repeatRows(tensor, samples))
    let tokens: tf.Tensor1D = tf.fill([drafts.length], BOS, 'int32')
    const weights: tf.Tensor[] = []
    for (let time = 0; drafts.some(unfinished); time++) {
      const next = tf.tidy(() => {
        const step = model.step(encoded, state, tokens)
        const uniform = Float32Array.from(drafts, (draft) => draft.uniform[time] ?? 0)
        const drawn = draw(step.logits, uniform, options.temperature, options.prefix?.[time])
        const attention = options.attention && step.attention ? [step.attention] : []
        return { ...drawn, attention, state: [...step.state] }
      })
      tf.dispose([...state, tokens].filter((tensor) => !next.state.includes(tensor)))
      ;({ state, tokens } = next)
      weights.push(...next.attention)
      const ids = tokens.dataSync()
      const scores = next.scores.dataSync()
      drafts.forEach((draft, row) => {
        if (!unfinished(draft)) return
        draft.tokens.push(ids[row] ?? EOS)
        draft.score += scores[row] ?? NaN
        draft.ended = ids[row] === EOS
      })
      next.scores.dispose()
      yield
    }
    return weights.length > 0 ? readAttention(tf.stack(weights, 3) as tf.Tensor5D) : null
  })
  return lengths.map((length, sentence) =>
    Array.from({ length: samples }, (_, number) => {
      const row = sentence * samples + number
      const { tokens = [], ended = false, score = NaN } = drafts[row] ?? {}
      return {
        tokens: Int32Array.from(tokens),
        ended,
        score,
        penalizedScore: score,
        ...trimmed(kept, row, tokens.length, length),
      }
    }),
  )
}

function unfinished({ tokens, limit, ended }: Draft): boolean {
  return !ended && tokens.length < limit
}

function startDrafts(
  source: tf.Tensor2D,
  lengths: readonly number[],
  { samples, seed, limit: limitOf }: SampleOptions,
): Draft[] {
  const ids = source.dataSync()
  const [first = 0, second = 0] = stepSeed(seed, 0)
  return lengths.flatMap((length, sentence) => {
    const from = sentence * source.shape[1]
    const words = ids.subarray(from, from + length).join(' ')
    const limit = limitOf(length)
    return Array.from({ length: samples }, (_, number): Draft => {
      const [siteFirst = 0, siteSecond = 0] = siteKey(`decoding.sample.${number}.${words}`)
      const uniform = philoxUniform(limit, first ^ siteFirst, second ^ siteSecond)
      return { limit, uniform, tokens: [], score: 0, ended: false }
    })
  })
}

/**
 * For each row of logits [rows, vocabulary] the token at which the cumulated probability first exceeds that row's
 * uniform number (inversion), or the one that is forced, and its log-probability at temperature 1.
 */
function draw(logits: tf.Tensor2D, uniform: Float32Array, temperature: number, forced?: number) {
  const [rows, vocabulary] = logits.shape
  const probabilities = tf.softmax(tf.add(tf.div(logits, temperature), forbiddenTokens(vocabulary)))
  const cumulated = tf.cumsum<tf.Tensor2D>(probabilities, 1)
  const total = tf.slice(cumulated, [0, vocabulary - 1], [rows, 1])
  const threshold = tf.mul(total, tf.tensor2d(uniform, [rows, 1])) // below the total, for all uniform numbers are below 1
  const tokens =
    forced === undefined
      ? tf.sum<tf.Tensor1D>(tf.cast(tf.lessEqual(cumulated, threshold), 'int32'), 1)
      : tf.fill<tf.Rank.R1>([rows], forced, 'int32')
  const flat = tf.reshape(allowedLogProbabilities(logits), [rows * vocabulary])
  const offsets = tf.range(0, rows * vocabulary, vocabulary, 'int32')
  return { tokens, scores: gatherRows(flat, tf.add(tokens, offsets)) }
}
