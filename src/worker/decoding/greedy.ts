import * as tf from '@tensorflow/tfjs-core'
import { BOS, EOS, PAD } from '../../data/vocabulary.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { trimAttention } from './trim-attention.ts'
import type { PaddedAttention } from './trim-attention.ts'

export interface GreedyOptions {
  /** A sentence ends at the latest after source length × factor + 10 tokens. */
  readonly lengthFactor: number
  /** Keep the attention weights. */
  readonly attention: boolean
}

export interface Decoding {
  /** Target ids, `<eos>` included where it was reached; never `<pad>` or `<bos>`. */
  readonly tokens: Int32Array
  /** Whether `<eos>` was reached before the length limit. */
  readonly ended: boolean
  /** Sum of the natural log-probabilities of the tokens. */
  readonly score: number
  /** 0 without attention, or where it was not asked for. */
  readonly layers: number
  readonly heads: number
  /** [layers, heads, tokens.length, source length] */
  readonly attention: Float32Array
}

// Beside any logit this is never the largest.
const FORBIDDEN = -3e38

/**
 * Decodes a batch by always taking the most probable token: source int32 [batch, source], mask [batch, source].
 * Runs until every sentence has ended or reached its limit. Reads the chosen tokens back at every step, so it is not
 * for tracing. Leaves no tensors behind.
 */
export function decodeGreedily(
  model: Seq2SeqModel,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  options: GreedyOptions,
): Decoding[] {
  const lengths = sourceLengths(sourceMask)
  const sentences = lengths.map((length) => ({
    limit: Math.floor(length * options.lengthFactor) + 10,
    tokens: new Array<number>(),
    score: 0,
    ended: false,
  }))
  let kept: PaddedAttention | null = null
  tf.tidy(() => {
    const { encoded, state: first } = model.encode(source, sourceMask)
    let state: readonly tf.Tensor[] = first
    let tokens: tf.Tensor1D = tf.fill([lengths.length], BOS, 'int32')
    const weights: tf.Tensor[] = []
    while (sentences.some(unfinished)) {
      const next = tf.tidy(() => {
        const step = model.step(encoded, state, tokens)
        const chosen = choose(step.logits)
        const attention = options.attention && step.attention ? [step.attention] : []
        return { ...chosen, attention, state: [...step.state] }
      })
      for (const tensor of [...state, tokens]) tensor.dispose()
      ;({ state, tokens } = next)
      weights.push(...next.attention)
      const ids = tokens.dataSync()
      const scores = next.scores.dataSync()
      sentences.forEach((sentence, index) => {
        if (!unfinished(sentence)) return
        const id = ids[index] ?? EOS
        sentence.tokens.push(id)
        sentence.score += scores[index] ?? 0
        sentence.ended = id === EOS
      })
    }
    if (weights.length > 0) kept = readAttention(weights)
  })
  return sentences.map(({ tokens, ended, score }, index) => ({
    tokens: Int32Array.from(tokens),
    ended,
    score,
    ...describeAttention(kept, index, tokens.length, lengths[index] ?? 0),
  }))
}

function unfinished({ tokens, limit, ended }: { tokens: number[]; limit: number; ended: boolean }): boolean {
  return !ended && tokens.length < limit
}

function sourceLengths(mask: tf.Tensor2D): number[] {
  return tf.tidy(() => [...tf.sum(mask, 1).dataSync()])
}

/** The most probable real token of each row of logits [batch, vocabulary], and its log-probability. */
function choose(logits: tf.Tensor2D): { tokens: tf.Tensor1D; scores: tf.Tensor1D } {
  const forbidden = new Float32Array(logits.shape[1])
  forbidden[PAD] = FORBIDDEN
  forbidden[BOS] = FORBIDDEN
  const allowed = tf.add(logits, tf.tensor1d(forbidden))
  return {
    tokens: tf.argMax<tf.Tensor1D>(allowed, 1),
    scores: tf.sub<tf.Tensor1D>(tf.max(allowed, 1), tf.logSumExp(logits, 1)),
  }
}

/** Steps of [batch, layers, heads, source] → one padded map. */
function readAttention(steps: readonly tf.Tensor[]): PaddedAttention {
  const joined = tf.stack([...steps], 3)
  const [batch = 0, layers = 0, heads = 0, target = 0, source = 0] = joined.shape
  return { shape: [batch, layers, heads, target, source], values: Float32Array.from(joined.dataSync()) }
}

function describeAttention(kept: PaddedAttention | null, index: number, target: number, source: number) {
  if (!kept) return { layers: 0, heads: 0, attention: new Float32Array(0) }
  const [, layers, heads] = kept.shape
  return { layers, heads, attention: trimAttention(kept, index, target, source) }
}
