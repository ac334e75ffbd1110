import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from '../engine/backend.ts'
import { hasFusedOperations } from '../engine/fused.ts'
import { fusedCrossEntropy } from '../engine/fused-entropy.ts'
import { executeOp } from '../engine/native.ts'
import { inRowParts } from '../nn/row-parts.ts'
import { withGradient } from '../nn/with-gradient.ts'

export interface RowEntropies {
  /** Cross entropy with the smoothed target; carries the gradient. */
  readonly smoothed: tf.Tensor1D
  /** -log p(label) */
  readonly plain: tf.Tensor1D
}

/**
 * Cross entropy of softmax(logits) [rows, vocabulary] with labels int32 [rows], of which the share `smoothing` is
 * spread evenly over the vocabulary, as nn.CrossEntropyLoss(reduction='none', label_smoothing) has it. `together` rows
 * are of one step.
 */
export function crossEntropyRows(
  logits: tf.Tensor2D,
  labels: tf.Tensor1D,
  smoothing: number,
  together = 1,
): RowEntropies {
  if (hasFusedOperations()) {
    const plain = fused(logits, labels, 0, together)
    return { smoothed: smoothing === 0 ? plain : fused(logits, labels, smoothing, together), plain }
  }
  const plain = differentiable(logits, (rows) => withLabels(rows, labels))
  if (smoothing === 0) return { smoothed: plain, plain }
  const [, vocabulary] = logits.shape
  const rest = smoothing / vocabulary
  const smoothed = differentiable(logits, (rows) =>
    withDistribution(rows, tf.oneHot(labels, vocabulary, 1 - smoothing + rest, rest, 'float32')),
  )
  return { smoothed, plain }
}

function fused(logits: tf.Tensor2D, labels: tf.Tensor1D, smoothing: number, together: number): tf.Tensor1D {
  const [, vocabulary] = logits.shape
  const rows = inRowParts(logits, { width: vocabulary, together }, (part, first) =>
    fusedCrossEntropy(part, tf.slice(labels, [first], [part.shape[0]]), smoothing),
  )
  return tf.reshape<tf.Rank.R1>(rows, [rows.size])
}

interface EntropyAndSlope {
  readonly entropy: tf.Tensor // [rows]
  readonly slope: tf.Tensor // [rows, vocabulary]: its derivative by the logits, softmax - target
}

/** The entropy with its slope, which is already at hand when the entropy is computed, as its gradient. */
function differentiable(logits: tf.Tensor2D, compute: (rows: tf.Tensor) => EntropyAndSlope): tf.Tensor1D {
  const value = withGradient([logits], () => {
    const { entropy, slope } = compute(logits)
    return { value: entropy, saved: { slope }, gradient: (dy, kept) => [tf.mul(kept.slope, tf.reshape(dy, [-1, 1]))] }
  })
  return value as tf.Tensor1D
}

function withLabels(logits: tf.Tensor, labels: tf.Tensor1D): EntropyAndSlope {
  if (!nativeBackend()) return withDistribution(logits, tf.oneHot(labels, logits.shape[1] ?? 0, 1, 0, 'float32'))
  const attributes = {
    T: { kind: 'type', value: 'float32' },
    Tlabels: { kind: 'type', value: 'int32' },
  } as const
  return paired(executeOp('SparseSoftmaxCrossEntropyWithLogits', attributes, [logits, labels], 2))
}

/** `distribution` [rows, vocabulary], each row summing to 1. */
function withDistribution(logits: tf.Tensor, distribution: tf.Tensor): EntropyAndSlope {
  if (nativeBackend()) {
    const attributes = { T: { kind: 'type', value: 'float32' } } as const
    return paired(executeOp('SoftmaxCrossEntropyWithLogits', attributes, [logits, distribution], 2))
  }
  const logProbabilities = tf.logSoftmax(logits)
  return {
    entropy: tf.neg(tf.sum(tf.mul(logProbabilities, distribution), 1)),
    slope: tf.sub(tf.exp(logProbabilities), distribution),
  }
}

function paired([entropy, slope]: tf.Tensor[]): EntropyAndSlope {
  if (!entropy || !slope) throw new Error('TensorFlow gave no entropy.')
  return { entropy, slope }
}
