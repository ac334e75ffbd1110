import * as tf from '@tensorflow/tfjs-core'
import { BOS } from '../../data/vocabulary.ts'
import type { DecoderState, Encoded, Seq2SeqModel } from '../seq2seq/types.ts'
import { forbiddenTokens } from './log-probabilities.ts'
import { tokenScores } from './references.ts'

/** What greedy decoding carries from step to step. */
export interface GreedyState {
  readonly state: DecoderState
  /** The tokens chosen last, int32 [batch]. */
  readonly tokens: tf.Tensor1D
}

export interface GreedySteps extends GreedyState {
  readonly ids: tf.Tensor2D // int32 [steps, batch]
  /** Natural log-probabilities of the chosen tokens. */
  readonly scores: tf.Tensor2D // float32 [steps, batch]
  readonly attention: tf.Tensor5D | null // [batch, layers, heads, steps, source]
  /** Natural log-probabilities of the references' tokens; null without references. */
  readonly referenceScores: tf.Tensor2D | null // float32 [steps, batch]
}

/** Before the first step: `<bos>` everywhere. */
export function firstGreedyState(state: DecoderState, batch: number): GreedyState {
  return { state, tokens: tf.fill([batch], BOS, 'int32') }
}

/**
 * So many steps of greedy decoding, each fed the tokens that the one before chose: never `<pad>` or `<bos>`. Rows go on
 * past their `<eos>`; the caller leaves that out. `choose` may choose others than the most probable. References, int32 [steps, batch], are scored and change nothing else.
 * Reads nothing in JavaScript, so that it can be traced.
 */
export function greedySteps(
  model: Pick<Seq2SeqModel, 'step'>,
  encoded: Encoded,
  from: GreedyState,
  count: number,
  references: tf.Tensor2D | null = null,
  choose: (logits: tf.Tensor2D) => tf.Tensor1D = mostProbable,
): GreedySteps {
  const ids: tf.Tensor1D[] = []
  const logits: tf.Tensor2D[] = []
  const weights: tf.Tensor[] = []
  let { state, tokens } = from
  for (let step = 0; step < count; step++) {
    const next = model.step(encoded, state, tokens)
    state = next.state
    tokens = choose(next.logits)
    ids.push(tokens)
    logits.push(next.logits)
    if (next.attention) weights.push(next.attention)
  }
  // No step waits for its scores, so they are computed for all steps at once.
  const all = tf.concat(logits)
  const scoresOf = (labels: tf.Tensor) => {
    const scores = tokenScores(all, tf.reshape(labels, [all.shape[0]]))
    return tf.reshape<tf.Rank.R2>(scores, [count, tokens.shape[0]])
  }
  const chosen = tf.stack(ids) as tf.Tensor2D
  return {
    state,
    tokens,
    ids: chosen,
    scores: scoresOf(chosen),
    attention: weights.length > 0 ? (tf.stack(weights, 3) as tf.Tensor5D) : null,
    referenceScores: references ? scoresOf(references) : null,
  }
}

/** The most probable real token of each row of logits [batch, vocabulary]. */
function mostProbable(logits: tf.Tensor2D): tf.Tensor1D {
  return tf.argMax<tf.Tensor1D>(tf.add(logits, forbiddenTokens(logits.shape[1])), 1)
}
