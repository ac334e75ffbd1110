import * as tf from '@tensorflow/tfjs-core'
import type { Attended } from '../attention/attention.ts'
import { statelessUniform } from '../engine/random.ts'
import { unstack } from '../nn/pieces.ts'
import { withoutGradient } from '../nn/without-gradient.ts'
import { swapTimeAndBatch, targetPositions } from './decoder.ts'
import type { Decoded, Decoder, DecoderDropout, DecoderPass, PassStep } from './decoder.ts'
import type { LayerStates } from './encoder.ts'
import type { ForwardOptions } from './types.ts'

/** Always feeds the reference: targetInput int32 [batch, target]. */
export function forwardForced(
  decoder: Decoder,
  pass: DecoderPass,
  states: LayerStates,
  targetInput: tf.Tensor2D,
  dropped: DecoderDropout,
): Decoded {
  const looked = decoder.embedding.apply(tf.transpose(targetInput)) // [target, batch, embedding]
  const embedded = dropped.embedding ? tf.mul(looked, dropped.embedding) : looked
  if (decoder.placing !== 'input from state') return pass.run(embedded, states, dropped.between)

  const projected = pass.project(embedded).map((direction) => unstack(direction))
  const between = dropped.between.map(unstackOrNull)
  const positions = targetPositions(targetInput.shape[1])
  const times = unstack(tf.reshape(positions, [targetInput.shape[1], 1, 1]))
  let state = states
  const steps = unstack(embedded).map((token, time) => {
    const inputs = projected.map((direction) => at(direction, time))
    const step = pass.step(
      token,
      inputs,
      state,
      between.map((masks) => masks?.[time] ?? null),
      at(times, time),
    )
    state = step.states
    return step
  })
  return joinSteps(steps, swapTimeAndBatch(embedded), positions)
}

/**
 * At each step feeds the reference where the coin is 1, else the model's own last token. The token is chosen off the
 * gradient tape; the logits of all steps are computed again afterwards, on it and in one product.
 */
export function forwardMixed(
  decoder: Decoder,
  pass: DecoderPass,
  states: LayerStates,
  targetInput: tf.Tensor2D,
  dropped: DecoderDropout,
  options: ForwardOptions & { readonly coins: tf.Tensor2D },
): Decoded {
  const [batch, target] = targetInput.shape
  const references = unstack(tf.transpose(targetInput)) // target × [batch]
  const forced = unstack(tf.greater(tf.broadcastTo(options.coins, [target, batch]), 0.5))
  const tokenFactors = unstackOrNull(dropped.embedding)
  const between = dropped.between.map(unstackOrNull)
  const positions = targetPositions(target)
  const times = unstack(tf.reshape(positions, [target, 1, 1]))

  let state = states
  let tokens = at(references, 0) // <bos>
  const embeddings: tf.Tensor[] = []
  const steps: PassStep[] = []
  for (let time = 0; time < target; time++) {
    const looked = decoder.embedding.apply(tokens)
    const factor = tokenFactors?.[time]
    const embedded = factor ? tf.mul(looked, factor) : looked
    const step = pass.step(
      embedded,
      pass.project(embedded),
      state,
      between.map((masks) => masks?.[time] ?? null),
      at(times, time),
    )
    state = step.states
    embeddings.push(embedded)
    steps.push(step)
    if (time + 1 < target) {
      const reference = at(references, time + 1)
      const coin = at(forced, time + 1)
      tokens = withoutGradient(() => tf.where(coin, reference, chooseToken(pass, step, embedded, time, options)))
    }
  }
  return joinSteps(steps, tf.stack(embeddings, 1), positions)
}

/** The model's own next token, int32 [batch]: its most probable one, or one drawn from its distribution. */
function chooseToken(
  pass: DecoderPass,
  step: PassStep,
  embedded: tf.Tensor,
  time: number,
  { feed, seed }: ForwardOptions,
): tf.Tensor {
  const { logits } = pass.read(joinSteps([step], tf.expandDims(embedded, 1), tf.expandDims(step.time, 1)))
  const [batch = 0, , vocabulary = 0] = logits.shape
  const scores = tf.reshape(logits, [batch, vocabulary])
  if (feed === 'argmax') return tf.argMax(scores, 1)
  // The largest of logits plus Gumbel noise is a draw from their softmax (Gumbel-max).
  const uniform = statelessUniform([batch, vocabulary], seed, `decoder.feed.${time}`)
  return tf.argMax(tf.sub(scores, tf.log(tf.neg(tf.log(uniform)))), 1)
}

/** Steps behind each other, [batch, target, …]. */
function joinSteps(steps: readonly PassStep[], embedded: tf.Tensor, positions: tf.Tensor): Decoded {
  const outputs = tf.stack(
    steps.map((step) => step.output),
    1,
  )
  const attended = steps.flatMap((step) => step.attended ?? [])
  return { outputs, embedded, positions, attended: attended.length > 0 ? joinAttended(attended) : null }
}

function joinAttended(steps: readonly Attended[]): Attended {
  const [first] = steps
  if (steps.length === 1 && first) return first
  return {
    context: tf.concat(
      steps.map((step) => step.context),
      1,
    ),
    weights: tf.concat(
      steps.map((step) => step.weights),
      2,
    ),
  }
}

function unstackOrNull(x: tf.Tensor | null): tf.Tensor[] | null {
  return x && unstack(x)
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error(`There is no step ${index}.`)
  return value
}
