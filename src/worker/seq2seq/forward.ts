import * as tf from '@tensorflow/tfjs-core'
import { statelessUniform } from '../engine/random.ts'
import { unstack } from '../nn/pieces.ts'
import { withoutGradient } from '../nn/without-gradient.ts'
import { joinAttended } from './attending.ts'
import type { Carried } from './carried.ts'
import type { Decoder, DecoderDropout } from './decoder.ts'
import { flattenSteps, goesByStep } from './pass.ts'
import type { Decoded, DecoderPass, PassStep } from './pass.ts'
import type { ForwardOptions } from './types.ts'

/** Always feeds the reference: targetInput int32 [batch, target]. */
export function forwardForced(
  decoder: Decoder,
  pass: DecoderPass,
  first: Carried,
  targetInput: tf.Tensor2D,
  dropped: DecoderDropout,
): Decoded {
  const looked = decoder.embedding.apply(tf.transpose(targetInput)) // [target, batch, embedding]
  const embedded = dropped.embedding ? tf.mul(looked, dropped.embedding) : looked
  if (!goesByStep(decoder)) return pass.run(embedded, first, dropped.between)

  const projected = pass.project(embedded).map((direction) => unstack(direction))
  const between = dropped.between.map(unstackOrNull)
  let carried = first
  const steps = unstack(embedded).map((token, time) => {
    const inputs = projected.map((direction) => at(direction, time))
    const step = pass.step(
      token,
      inputs,
      carried,
      between.map((masks) => masks?.[time] ?? null),
    )
    carried = step.carried
    return step
  })
  return joinSteps(steps)
}

/**
 * At each step feeds the reference where the coin is 1, else the model's own last token. The token is chosen off the
 * gradient tape; the logits of all steps are computed again afterwards, on it and in one product.
 */
export function forwardMixed(
  decoder: Decoder,
  pass: DecoderPass,
  first: Carried,
  targetInput: tf.Tensor2D,
  dropped: DecoderDropout,
  options: ForwardOptions & { readonly coins: tf.Tensor2D },
): Decoded {
  const [batch, target] = targetInput.shape
  const references = unstack(tf.transpose(targetInput)) // target × [batch]
  const forced = unstack(tf.greater(tf.broadcastTo(options.coins, [target, batch]), 0.5))
  const tokenFactors = unstackOrNull(dropped.embedding)
  const between = dropped.between.map(unstackOrNull)

  let carried = first
  let tokens = at(references, 0) // <bos>
  const steps: PassStep[] = []
  for (let time = 0; time < target; time++) {
    const looked = decoder.embedding.apply(tokens)
    const factor = tokenFactors?.[time]
    const embedded = factor ? tf.mul(looked, factor) : looked
    const step = pass.step(
      embedded,
      pass.project(embedded),
      carried,
      between.map((masks) => masks?.[time] ?? null),
    )
    carried = step.carried
    steps.push(step)
    if (time + 1 < target) {
      const reference = at(references, time + 1)
      const coin = at(forced, time + 1)
      tokens = withoutGradient(() => tf.where(coin, reference, chooseToken(pass, step, time, options)))
    }
  }
  return joinSteps(steps)
}

/** The model's own next token, int32 [batch]: its most probable one, or one drawn from its distribution. */
function chooseToken(pass: DecoderPass, step: PassStep, time: number, { feed, seed }: ForwardOptions): tf.Tensor {
  const { logits } = pass.read(joinSteps([step]))
  const [, batch = 0, vocabulary = 0] = logits.shape
  const scores = tf.reshape(logits, [batch, vocabulary])
  if (feed === 'argmax') return tf.argMax(scores, 1)
  // The largest of logits plus Gumbel noise is a draw from their softmax (Gumbel-max).
  const uniform = statelessUniform([batch, vocabulary], seed, `decoder.feed.${time}`)
  return tf.argMax(tf.sub(scores, tf.log(tf.neg(tf.log(uniform)))), 1)
}

/** Steps behind each other. */
export function joinSteps(steps: readonly PassStep[]): Decoded {
  const vectors = steps.flatMap((step) => step.carried.fed ?? [])
  const contexts = steps.flatMap((step) => step.attended.at(-1)?.context ?? [])
  const attentions = steps[0]?.attended.length ?? 0
  return {
    outputs: stackSteps(steps.map((step) => step.output)),
    embedded: stackSteps(steps.map((step) => step.embedded)),
    positions: tf.stack(
      steps.map((step) => step.time),
      1,
    ),
    contexts: contexts.length > 0 ? stackSteps(contexts.map(flattenSteps)) : null,
    attended: Array.from({ length: attentions }, (_, index) =>
      joinAttended(steps.flatMap((step) => step.attended[index] ?? [])),
    ),
    vectors: vectors.length > 0 ? stackSteps(vectors) : null,
  }
}

/**
 * target × [batch, size] → [target, batch, size]. By way of [target * batch, size], which is cut again where products
 * are computed in parts: a compiled graph then computes the part of some steps as soon as these are there.
 */
function stackSteps(steps: readonly tf.Tensor[]): tf.Tensor {
  const [batch = 0, size = 0] = steps[0]?.shape ?? []
  return tf.reshape(tf.concat([...steps], 0), [steps.length, batch, size])
}

function unstackOrNull(x: tf.Tensor | null): tf.Tensor[] | null {
  return x && unstack(x)
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error(`There is no step ${index}.`)
  return value
}
