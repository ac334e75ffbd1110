import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { type PaddedAttention, readAttention } from '../decoding/trim-attention.ts'
import { NEVER_CHOSEN, allowedLogProbabilities } from '../decoding/log-probabilities.ts'
import type { BatchTensors, ForwardResult, Seq2SeqModel } from '../seq2seq/types.ts'
import { sequenceLoss } from '../training/loss.ts'

/** The windows of a local span. */
export interface PaddedWindows {
  readonly shape: readonly [batch: number, layers: number, heads: number, target: number]
  /** In source positions, row-major [batch, layers, target]: all heads share one. */
  readonly centres: Float32Array
  /** Share of the attention that the window cuts off, row-major as the shape. */
  readonly outside: Float32Array
}

/** Natural log-probabilities of target tokens, row-major [batch, target]; on padding they mean nothing. */
export interface PaddedLogProbabilities {
  readonly shape: readonly [batch: number, target: number]
  readonly values: Float32Array
}

/** The most probable tokens at target places, the best first, with natural log-probabilities: row-major [batch, target, count]. */
export interface PaddedAlternatives {
  readonly shape: readonly [batch: number, target: number, count: number]
  readonly ids: Int32Array
  readonly logProbabilities: Float32Array
}

export interface ForcedPass {
  /** Sums over the batch's target tokens, `<eos>` included. */
  readonly negativeLogLikelihood: number
  readonly correct: number
  readonly tokens: number
  readonly logProbabilities: PaddedLogProbabilities
  /** null for a model without attention. */
  readonly attention: PaddedAttention | null
}

export interface ForcedTensors {
  readonly correct: tf.Scalar
  readonly logProbabilities: tf.Tensor2D // [batch, target]
  readonly attention: tf.Tensor5D | null // [batch, layers, heads, target, source]
  readonly centres: tf.Tensor3D | null // [batch, layers, target]
  readonly outside: (() => tf.Tensor4D) | null // [batch, layers, heads, target]
}

/** The forced pass as tensor code, without dropout. Reads nothing in JavaScript, so that it can be traced. */
export function forcedTensors(model: Pick<Seq2SeqModel, 'forward'>, batch: BatchTensors): ForcedTensors {
  return tensorsOf(feed(model, batch), batch)
}

function tensorsOf({ logits, attention, centres, outside }: ForwardResult, batch: BatchTensors): ForcedTensors {
  const loss = sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0)
  const [target, size] = logits.shape
  return {
    correct: loss.correct,
    logProbabilities: tf.transpose(tf.reshape<tf.Rank.R2>(tf.neg(loss.placewise), [target, size])),
    attention,
    centres,
    outside,
  }
}

function feed(model: Pick<Seq2SeqModel, 'forward'>, batch: BatchTensors) {
  const seed = tf.tensor1d([0, 0], 'int32') // nothing is drawn
  return model.forward(batch, { training: false, seed, coins: null, feed: 'argmax' })
}

/** A forced pass that tells the most probable tokens at every place besides, `count` of them or as many as there are. */
export interface TellingPass extends ForcedPass {
  /** `<pad>` and `<bos>` are never among them. */
  readonly alternatives: PaddedAlternatives
}

export function readTelling(
  model: Pick<Seq2SeqModel, 'forward'>,
  tensors: BatchTensors,
  batch: Batch,
  count: number,
): TellingPass {
  const result = feed(model, tensors)
  const [target, size, vocabulary] = result.logits.shape
  const rows = tf.reshape<tf.Rank.R2>(tf.transpose(result.logits, [1, 0, 2]), [size * target, vocabulary])
  const most = Math.min(count, vocabulary - NEVER_CHOSEN)
  const { values, indices } = tf.topk(allowedLogProbabilities(rows), most)
  const alternatives: PaddedAlternatives = {
    shape: [size, target, most],
    ids: Int32Array.from(indices.dataSync()),
    logProbabilities: Float32Array.from(values.dataSync()),
  }
  return { ...readForced(tensorsOf(result, tensors), batch), alternatives }
}

/** Reads what {@link forcedTensors} gave for the batch. */
export function readForced(
  { correct, logProbabilities, attention }: Omit<ForcedTensors, 'centres' | 'outside'>,
  batch: Batch,
): ForcedPass {
  const scores = { shape: logProbabilities.shape, values: Float32Array.from(logProbabilities.dataSync()) }
  return {
    negativeLogLikelihood: -sumOfReal(scores, batch),
    correct: correct.dataSync()[0] ?? NaN,
    tokens: batch.targetTokens,
    logProbabilities: scores,
    attention: attention && readAttention(attention),
  }
}

/** In double precision: a sum does not depend on how pairs were cut into batches. */
function sumOfReal({ shape, values }: PaddedLogProbabilities, { size, targetLength, targetMask }: Batch): number {
  let sum = 0
  for (let row = 0; row < size; row++) {
    for (let t = 0; t < targetLength; t++) {
      if (targetMask[row * targetLength + t] === 1) sum += values[row * shape[1] + t] ?? NaN
    }
  }
  return sum
}

/** Those of one sentence, of `tokens` tokens with its `<eos>`. */
export function logProbabilitiesOf({ logProbabilities }: ForcedPass, sentence: number, tokens: number): Float32Array {
  const start = sentence * logProbabilities.shape[1]
  return logProbabilities.values.slice(start, start + tokens)
}

/** Null for a model without a local span. */
export function readWindows(centres: tf.Tensor3D | null, outside: tf.Tensor4D | null): PaddedWindows | null {
  if (!centres || !outside) return null
  const [of, off] = [centres.dataSync(), outside.dataSync()]
  return { shape: outside.shape, centres: Float32Array.from(of), outside: Float32Array.from(off) }
}
