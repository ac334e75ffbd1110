import * as tf from '@tensorflow/tfjs-core'
import { EOS } from '../../data/vocabulary.ts'
import { inScope } from '../engine/compile/scope.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { type GreedySteps, firstGreedyState, greedySteps } from './greedy-steps.ts'
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

/**
 * Decodes a batch by always taking the most probable token: source int32 [batch, source], mask [batch, source].
 * Runs until every sentence has ended or reached its limit. Reads the chosen tokens back at every step, so it is not
 * for tracing. Leaves no tensors behind.
 */
export function decodeGreedily(
  model: Pick<Seq2SeqModel, 'encode' | 'step'>,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  options: GreedyOptions,
): Decoding[] {
  return inScope(() => {
    const lengths = [...tf.sum(sourceMask, 1).dataSync()]
    const { encoded, state } = model.encode(source, sourceMask)
    let carried = firstGreedyState(state, lengths.length)
    return decodeInTurns(lengths, options, () => {
      const before = carried
      const next = inScope(() => greedySteps(model, encoded, before, 1), tensorsOf)
      tf.dispose([...before.state, before.tokens].filter((tensor) => !next.state.includes(tensor)))
      carried = next
      return next
    })
  })
}

function tensorsOf({ state, tokens, ids, scores, attention }: GreedySteps): tf.Tensor[] {
  return [...state, tokens, ids, scores, ...(attention ? [attention] : [])]
}

/** What a turn of decoding made: see {@link GreedySteps}. */
export type GreedyTurn = Pick<GreedySteps, 'ids' | 'scores' | 'attention'>

/**
 * Takes turns, of any number of steps each, until every sentence has ended or reached its limit. `lengths` are those of
 * the sources, `<eos>` included; rows past them are padding and not looked at. Disposes of the tensors that a turn gives.
 */
export function decodeInTurns(lengths: readonly number[], options: GreedyOptions, turn: () => GreedyTurn): Decoding[] {
  const sentences = lengths.map((length) => ({
    limit: Math.floor(length * options.lengthFactor) + 10,
    tokens: new Array<number>(),
    score: 0,
    ended: false,
  }))
  const weights: tf.Tensor5D[] = []
  while (sentences.some(unfinished)) {
    const { ids, scores, attention } = turn()
    const [steps, batch] = ids.shape
    const [chosen, logarithms] = [ids.dataSync(), scores.dataSync()]
    tf.dispose([ids, scores])
    if (attention && options.attention) weights.push(attention)
    else attention?.dispose()
    for (let step = 0; step < steps; step++) {
      for (const [row, sentence] of sentences.entries()) {
        if (!unfinished(sentence)) continue
        const id = chosen[step * batch + row] ?? EOS
        sentence.tokens.push(id)
        sentence.score += logarithms[step * batch + row] ?? 0
        sentence.ended = id === EOS
      }
    }
  }
  const kept = weights.length > 0 ? readAttention(weights) : null
  return sentences.map(({ tokens, ended, score }, row) => ({
    tokens: Int32Array.from(tokens),
    ended,
    score,
    ...describeAttention(kept, row, tokens.length, lengths[row] ?? 0),
  }))
}

function unfinished({ tokens, limit, ended }: { tokens: number[]; limit: number; ended: boolean }): boolean {
  return !ended && tokens.length < limit
}

/** Turns of [batch, layers, heads, steps, source] → one padded map. */
function readAttention(turns: tf.Tensor5D[]): PaddedAttention {
  const joined = tf.concat(turns, 3)
  const read = { shape: joined.shape, values: Float32Array.from(joined.dataSync()) }
  tf.dispose([...turns, joined])
  return read
}

function describeAttention(kept: PaddedAttention | null, row: number, target: number, source: number) {
  if (!kept) return { layers: 0, heads: 0, attention: new Float32Array(0) }
  const [, layers, heads] = kept.shape
  return { layers, heads, attention: trimAttention(kept, row, target, source) }
}
