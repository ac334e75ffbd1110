import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { tanh } from '../nn/activations.ts'
import { createLinear } from '../nn/linear.ts'
import type { Parameters } from '../nn/parameters.ts'

/** What the decoder offers for the logits, [..., size] each with the same leading axes. */
export interface ReadoutInputs {
  readonly output: tf.Tensor
  /** null without attention */
  readonly context: tf.Tensor | null
  /** The embedded token that was fed. */
  readonly embedding: tf.Tensor
}

export interface ReadoutSizes {
  readonly output: number
  /** 0 without attention */
  readonly context: number
  readonly embedding: number
  readonly vocabulary: number
}

/** → logits [..., vocabulary] */
export type Readout = (inputs: ReadoutInputs) => tf.Tensor

/**
 * From the decoder to logits; parameters `readout.logits.…` and, for the two with an inner layer, `readout.inner.…`.
 *
 * output: W o. output+context: W [o; c]. attentional: W tanh(W_c [c; o]), no bias inside (Luong 2015, equation 5).
 * deep: W tanh(U [o; c; e]), after the deep output of Bahdanau 2015, appendix A.2.2, with tanh for maxout.
 */
export function createReadout(
  parameters: Parameters,
  kind: ModelConfiguration['decoder']['readout'],
  sizes: ReadoutSizes,
): Readout {
  const logits = (inputs: number) => createLinear(parameters, 'readout.logits', inputs, sizes.vocabulary)
  switch (kind) {
    case 'output': {
      const layer = logits(sizes.output)
      return ({ output }) => layer.apply(output)
    }
    case 'output+context': {
      const layer = logits(sizes.output + sizes.context)
      return ({ output, context }) => layer.apply(join(output, context))
    }
    case 'attentional': {
      const joined = sizes.context + sizes.output
      const inner = createLinear(parameters, 'readout.inner', joined, sizes.output, { bias: false })
      const layer = logits(sizes.output)
      return ({ output, context }) => layer.apply(tanh(inner.apply(join(context, output))))
    }
    case 'deep': {
      const joined = sizes.output + sizes.context + sizes.embedding
      const inner = createLinear(parameters, 'readout.inner', joined, sizes.output)
      const layer = logits(sizes.output)
      return ({ output, context, embedding }) => layer.apply(tanh(inner.apply(join(output, context, embedding))))
    }
  }
}

/** What there is, joined over the last axis. */
function join(...parts: (tf.Tensor | null)[]): tf.Tensor {
  const present = parts.filter((part) => part !== null)
  return present.length === 1 && present[0] ? present[0] : tf.concat(present, -1)
}
