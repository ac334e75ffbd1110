import * as tf from '@tensorflow/tfjs-core'
import type { Decoder } from './decoder.ts'
import type { LayerStates } from './encoder.ts'
import type { DecoderState } from './types.ts'

/** What the decoder carries from one step to the next. */
export interface Carried {
  readonly states: LayerStates
  /** [batch, readout.size]: what the logits of the step before were computed from; null without input feeding. */
  readonly fed: tf.Tensor | null
  /** [batch, source] of each attention: the sum of its weights so far; empty without coverage. */
  readonly coverage: readonly tf.Tensor[]
  /** How many steps there have been, float32 [batch, 1]. */
  readonly time: tf.Tensor
}

/** Before the first step; mask [batch, source]. */
export function beginCarrying(decoder: Decoder, states: LayerStates, mask: tf.Tensor2D): Carried {
  const [batch] = mask.shape
  return {
    states,
    fed: decoder.feeding ? tf.fill([batch, decoder.readout.size], 0) : null,
    coverage: decoder.covering ? decoder.attentions.map(() => tf.zerosLike(mask)) : [],
    time: tf.fill([batch, 1], 0),
  }
}

/** In the order: recurrent states in PyTorch's order, fed, coverage, time. */
export function flattenCarried({ stack }: Decoder, { states, fed, coverage, time }: Carried): DecoderState {
  return [...stack.flatten(states), ...(fed ? [fed] : []), ...coverage, time]
}

export function unflattenCarried(decoder: Decoder, state: DecoderState): Carried {
  const rest = state.slice(decoder.stack.stateCount)
  return {
    states: decoder.stack.unflatten(state),
    fed: decoder.feeding ? found(rest.shift()) : null,
    coverage: decoder.covering ? decoder.attentions.map(() => found(rest.shift())) : [],
    time: found(rest.shift()),
  }
}

function found(part: tf.Tensor | undefined): tf.Tensor {
  if (part) return part
  throw new Error('The state is of another model: it lacks a part.')
}
