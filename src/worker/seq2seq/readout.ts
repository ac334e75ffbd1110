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

/** From the decoder to logits, in two halves. */
export interface Readout {
  /** Numbers in a vector. */
  readonly size: number
  /** The vector that the logits are a linear map of, and that input feeding feeds: [..., size]. */
  join(inputs: ReadoutInputs): tf.Tensor
  /** vectors [..., size] → [..., vocabulary] */
  logits(vectors: tf.Tensor): tf.Tensor
}

type ReadoutKind = ModelConfiguration['decoder']['readout']

/** {@link Readout.size}, before there is one. */
export function readoutSize(kind: ReadoutKind, { output, context }: Pick<ReadoutSizes, 'output' | 'context'>): number {
  return kind === 'output+context' ? output + context : output
}

/**
 * Parameters `readout.logits.…` and, for the two with an inner layer, `readout.inner.…`.
 *
 * output: W o. output+context: W [o; c]. attentional: W tanh(W_c [c; o]), no bias inside (Luong 2015, equation 5).
 * deep: W tanh(U [o; c; e]), after the deep output of Bahdanau 2015, appendix A.2.2, with tanh for maxout.
 */
export function createReadout(parameters: Parameters, kind: ReadoutKind, sizes: ReadoutSizes): Readout {
  const size = readoutSize(kind, sizes)
  const join = createJoin(parameters, kind, sizes)
  const layer = createLinear(parameters, 'readout.logits', size, sizes.vocabulary)
  return { size, join, logits: (vectors) => layer.apply(vectors) }
}

function createJoin(parameters: Parameters, kind: ReadoutKind, sizes: ReadoutSizes): Readout['join'] {
  switch (kind) {
    case 'output':
      return ({ output }) => output
    case 'output+context':
      return ({ output, context }) => join(output, context)
    case 'attentional': {
      const joined = sizes.context + sizes.output
      const inner = createLinear(parameters, 'readout.inner', joined, sizes.output, { bias: false })
      return ({ output, context }) => tanh(inner.apply(join(context, output)))
    }
    case 'deep': {
      const joined = sizes.output + sizes.context + sizes.embedding
      const inner = createLinear(parameters, 'readout.inner', joined, sizes.output)
      return ({ output, context, embedding }) => tanh(inner.apply(join(output, context, embedding)))
    }
  }
}

/** What there is, joined over the last axis. */
function join(...parts: (tf.Tensor | null)[]): tf.Tensor {
  const present = parts.filter((part) => part !== null)
  return present.length === 1 && present[0] ? present[0] : tf.concat(present, -1)
}
