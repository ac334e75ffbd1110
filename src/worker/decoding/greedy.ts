import * as tf from '@tensorflow/tfjs-core'
import { EOS } from '../../data/vocabulary.ts'
import { inScope } from '../engine/compile/scope.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { type GreedySteps, firstGreedyState, greedySteps } from './greedy-steps.ts'
import { lengthLimit, sourceLengths } from './lengths.ts'
import { type References, referenceSteps } from './references.ts'
import { readAttention, trimmed } from './trim-attention.ts'
import { type Turns, turnsInScope } from './turns.ts'

export interface GreedyOptions {
  /** A sentence ends at the latest after source length × factor + 10 tokens. */
  readonly lengthFactor: number
  /** Keep the attention weights. */
  readonly attention: boolean
  /** Ids that every target begins with, whatever the model would have chosen; they are scored like all others. */
  readonly prefix?: Int32Array
  /** Score these beside; what is decoded does not depend on them. */
  readonly references?: References
}

export interface Decoding {
  /** Target ids, `<eos>` included where it was reached; never `<pad>` or `<bos>`. */
  readonly tokens: Int32Array
  /** Whether `<eos>` was reached before the length limit. */
  readonly ended: boolean
  /** Sum of the natural log-probabilities of the tokens. */
  readonly score: number
  /**
   * Sum of the natural log-probabilities that the reference's tokens had, `<eos>` included, each at its own step after the
   * tokens that the model chose before it; only where references were given.
   */
  readonly referenceScore?: number
  /** 0 without attention, or where it was not asked for. */
  readonly layers: number
  readonly heads: number
  /** [layers, heads, tokens.length, source length] */
  readonly attention: Float32Array
}

/**
 * Decodes a batch by always taking the most probable token: source int32 [batch, source], mask [batch, source].
 * Runs until every sentence has ended or reached its limit. Reads the chosen tokens back at every step, so it is not
 * for tracing; yields between two steps. Leaves no tensors behind.
 */
export function* decodeGreedily(
  model: Pick<Seq2SeqModel, 'encode' | 'step'>,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  options: GreedyOptions,
): Turns<Decoding[]> {
  return yield* turnsInScope(function* () {
    const lengths = sourceLengths(sourceMask)
    const { encoded, state } = model.encode(source, sourceMask)
    let carried = firstGreedyState(state, lengths.length)
    return yield* decodeInTurns(lengths, options, (from) => {
      const before = carried
      const next = inScope(() => {
        const rows = lengths.length
        const right = options.references ? referenceSteps(options.references, { from, count: 1, rows }) : null
        return greedySteps(model, encoded, before, 1, right, forcedChoice(options.prefix, from))
      }, tensorsOf)
      tf.dispose([...before.state, before.tokens].filter((tensor) => !next.state.includes(tensor)))
      carried = next
      return next
    })
  })
}

/** Chooses the prefix's token of a step for every row; undefined past the prefix. */
function forcedChoice(prefix: Int32Array | undefined, step: number) {
  const token = prefix?.[step]
  if (token === undefined) return undefined
  return (logits: tf.Tensor2D) => tf.fill<tf.Rank.R1>([logits.shape[0]], token, 'int32')
}

function tensorsOf({ state, tokens, ids, scores, attention, referenceScores }: GreedySteps): tf.Tensor[] {
  return [...state, tokens, ids, scores, ...[attention, referenceScores].filter((tensor) => tensor !== null)]
}

/** What a turn of decoding made: see {@link GreedySteps}. */
export type GreedyTurn = Pick<GreedySteps, 'ids' | 'scores' | 'attention' | 'referenceScores'>

/**
 * Takes turns, of any number of steps each, and yields after each, until every sentence has ended or reached its limit, and every reference is
 * scored. A turn is told how many steps there were before it. `lengths` are those of the sources, `<eos>` included; rows
 * past them are padding and not looked at. Disposes of the tensors that a turn gives.
 */
export function* decodeInTurns(
  lengths: readonly number[],
  options: GreedyOptions,
  turn: (from: number) => GreedyTurn,
): Turns<Decoding[]> {
  const { references } = options
  const sentences = lengths.map((length) => ({
    limit: lengthLimit(length, options.lengthFactor),
    tokens: new Array<number>(),
    score: 0,
    referenceScore: 0,
    ended: false,
  }))
  const weights: tf.Tensor5D[] = []
  let done = 0
  while (sentences.some(unfinished) || done < (references?.targetLength ?? 0)) {
    const { ids, scores, attention, referenceScores } = turn(done)
    const [steps, batch] = ids.shape
    const [chosen, logarithms] = [ids.dataSync(), scores.dataSync()]
    const ofReferences = references && referenceScores?.dataSync()
    tf.dispose([ids, scores, ...(referenceScores ? [referenceScores] : [])])
    if (attention && options.attention) weights.push(attention)
    else attention?.dispose()
    for (let step = 0; step < steps; step++) {
      for (const [row, sentence] of sentences.entries()) {
        if (ofReferences && isReal(references, row, done + step))
          sentence.referenceScore += ofReferences[step * batch + row] ?? NaN
        if (!unfinished(sentence)) continue
        const id = chosen[step * batch + row] ?? EOS
        sentence.tokens.push(id)
        sentence.score += logarithms[step * batch + row] ?? 0
        sentence.ended = id === EOS
      }
    }
    done += steps
    yield
  }
  const kept = weights.length > 0 ? inScope(() => readAttention(tf.concat(weights, 3))) : null
  tf.dispose(weights)
  return sentences.map(({ tokens, ended, score, referenceScore }, row) => ({
    tokens: Int32Array.from(tokens),
    ended,
    score,
    ...(references ? { referenceScore } : {}),
    ...trimmed(kept, row, tokens.length, lengths[row] ?? 0),
  }))
}

function isReal({ targetLength, targetMask }: References, row: number, step: number): boolean {
  return step < targetLength && targetMask[row * targetLength + step] === 1
}

function unfinished({ tokens, limit, ended }: { tokens: number[]; limit: number; ended: boolean }): boolean {
  return !ended && tokens.length < limit
}
