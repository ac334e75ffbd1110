import * as tf from '@tensorflow/tfjs-core'
import { type BeamSentence, type Prefix, prefixChain } from './beam-sentence.ts'
import type { Hypothesis } from './hypothesis.ts'
import { takeRows } from './rows.ts'
import { type PaddedAttention, readAttention, trimmed } from './trim-attention.ts'

/**
 * The hypotheses of each sentence, with their attention: `weights` holds [rows, layers, heads, source] of every step,
 * empty where it is not wanted or there is none. A hypothesis wandered from row to row; its chain tells which were its.
 */
export function readHypotheses(
  sentences: readonly BeamSentence[],
  sourceLengths: readonly number[],
  weights: readonly tf.Tensor4D[],
): Hypothesis[][] {
  const results = sentences.map((sentence) => sentence.results())
  const chains = results.map((list) => list.map(({ prefix }) => prefixChain(prefix)))
  const attention = gatherAttention(chains.flat(), weights)
  let place = 0
  return results.map((list, index) => {
    // Only where a model's outputs are no numbers.
    if (list.length === 0) return [NOTHING]
    return list.map(({ prefix, ended, penalizedScore }, rank) => {
      const tokens = Int32Array.from(chains[index]?.[rank] ?? [], ({ token }) => token)
      const map = trimmed(attention, place++, tokens.length, sourceLengths[index] ?? 0)
      return { tokens, ended, score: prefix.score, penalizedScore, ...map }
    })
  })
}

const NOTHING: Hypothesis = {
  tokens: new Int32Array(0),
  ended: false,
  score: NaN,
  penalizedScore: NaN,
  layers: 0,
  heads: 0,
  attention: new Float32Array(0),
}

/** The rows that each chain went through, step by step: [chains, layers, heads, target, source]. */
function gatherAttention(
  chains: readonly (readonly Prefix[])[],
  weights: readonly tf.Tensor4D[],
): PaddedAttention | null {
  if (weights.length === 0 || chains.length === 0) return null
  const steps = weights.map((step, time) => {
    const rows = Int32Array.from(chains, (chain) => chain[time]?.row ?? 0)
    return takeRows(step, tf.tensor1d(rows, 'int32'))
  })
  return readAttention(tf.stack<tf.Tensor4D>(steps, 3) as tf.Tensor5D)
}
