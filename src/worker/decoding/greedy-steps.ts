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
 * past their `<eos>`; the caller leaves that out. References, int32 [steps, batch], are scored and change nothing else.
 * Reads nothing in JavaScript, so that it can be traced.
 */
export function greedySteps(
  model: Pick<Seq2SeqModel, 'step'>,
  encoded: Encoded,
  from: GreedyState,
  count: number,
  references: tf.Tensor2D | null = null,
): GreedySteps {
  const ids: tf.Tensor[] = []
  const scores: tf.Tensor[] = []
  const weights: tf.Tensor[] = []
  const referenceScores: tf.Tensor[] = []
  let { state, tokens } = from
  for (let step = 0; step < count; step++) {
    const next = model.step(encoded, state, tokens)
    const chosen = choose(next.logits)
    state = next.state
    tokens = chosen.tokens
    ids.push(tokens)
    scores.push(chosen.scores)
    if (next.attention) weights.push(next.attention)
    if (references) {
      const right = tf.reshape<tf.Rank.R1>(tf.slice(references, [step, 0], [1, -1]), [-1])
      referenceScores.push(tokenScores(next.logits, right))
    }
  }
  return {
    state,
    tokens,
    ids: tf.stack(ids) as tf.Tensor2D,
    scores: tf.stack(scores) as tf.Tensor2D,
    attention: weights.length > 0 ? (tf.stack(weights, 3) as tf.Tensor5D) : null,
    referenceScores: references ? (tf.stack(referenceScores) as tf.Tensor2D) : null,
  }
}

/** The most probable real token of each row of logits [batch, vocabulary], and its log-probability. */
function choose(logits: tf.Tensor2D): { tokens: tf.Tensor1D; scores: tf.Tensor1D } {
  const allowed = tf.add(logits, forbiddenTokens(logits.shape[1]))
  return {
    tokens: tf.argMax<tf.Tensor1D>(allowed, 1),
    scores: tf.sub<tf.Tensor1D>(tf.max(allowed, 1), tf.logSumExp(logits, 1)),
  }
}
