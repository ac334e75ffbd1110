// The attentions of a decoder over one batch of encoded sentences.
import * as tf from '@tensorflow/tfjs-core'
import type { Attended, Attention, AttentionMemory } from '../attention/attention.ts'

/** What a step may know of the steps before. */
export interface Before {
  /** Places of the queries in the target, [1 or batch, target, 1]. */
  readonly positions: tf.Tensor
  /** Sum of the weights so far, [batch, source]; null without coverage. */
  readonly coverage: tf.Tensor | null
}

/** Memories of several attentions as one record of tensors, [batch, …] each. */
export function prepareAll(attentions: readonly Attention[], outputs: tf.Tensor, mask: tf.Tensor2D): AttentionMemory {
  return Object.fromEntries(
    attentions.flatMap((attention, index) =>
      Object.entries(attention.prepare(outputs, mask)).map(([key, part]) => [`${index}.${key}`, part]),
    ),
  )
}

/** The memory of attention `index` out of {@link prepareAll}'s. */
export function memoryOf(all: AttentionMemory, index: number): AttentionMemory {
  const prefix = `${index}.`
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, part]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), part]] : [])),
  )
}

/**
 * Attends for all queries [batch, target, query]: at once, or one after the other where each step's scores wait for
 * the weights of the steps before.
 */
export function attendAll(
  attention: Attention,
  queries: tf.Tensor,
  memory: AttentionMemory,
  { positions, coverage }: Before,
): Attended {
  const [, target = 0] = queries.shape
  if (!coverage || target === 1) return attention.attend(queries, memory, positions, coverage)
  let covered = coverage
  const steps = tf.split(queries, target, 1).map((query, time) => {
    const position = tf.slice(positions, [0, time, 0], [-1, 1, 1])
    const attended = attention.attend(query, memory, position, covered)
    covered = addCoverage(covered, attended)
    return attended
  })
  return joinAttended(steps)
}

/** coverage [batch, source] after one more step (See 2017, equation 10). */
export function addCoverage(coverage: tf.Tensor, { weights }: Attended): tf.Tensor {
  return tf.add(coverage, tf.reshape(weights, coverage.shape))
}

/**
 * How much each step attends to what was attended to before: weights [batch, layers, 1, target, source] → [batch, target],
 * Σ min(a, c) over the source, where c is the sum of the weights of the steps before; mean of the layers.
 */
export function overlapOf(weights: tf.Tensor): tf.Tensor2D {
  const [batch = 0, layers = 0, , target = 0, source = 0] = weights.shape
  // The target last: along any other axis tfjs gives the gradient of a cumulative sum transposed.
  const steps = tf.transpose(tf.reshape(weights, [batch, layers, target, source]), [0, 1, 3, 2])
  const overlap = tf.minimum(steps, tf.cumsum(steps, 3, true))
  return tf.mean<tf.Tensor2D>(tf.sum(overlap, 2), 1)
}

/** Steps behind each other, along the target. */
export function joinAttended(steps: readonly Attended[]): Attended {
  const [first] = steps
  if (steps.length === 1 && first) return first
  const centres = steps.flatMap((step) => step.centres ?? [])
  const outside = steps.flatMap((step) => step.outside ?? [])
  return {
    context: tf.concat(
      steps.map((step) => step.context),
      1,
    ),
    weights: tf.concat(
      steps.map((step) => step.weights),
      2,
    ),
    centres: centres.length > 0 ? tf.concat(centres, 1) : null,
    outside: outside.length > 0 ? () => concatenate(outside, 2) : null,
  }
}

function concatenate(parts: readonly (() => tf.Tensor)[], axis: number): tf.Tensor {
  return tf.concat(
    parts.map((compute) => compute()),
    axis,
  )
}
