import * as tf from '@tensorflow/tfjs-core'
import type { Decoder } from './decoder.ts'
import type { LayerStates } from './encoder.ts'
import type { DecoderState } from './types.ts'

/** What the decoder carries from one step to the next. */
export interface Carried {
  readonly states: LayerStates
  /** float32 [batch, 1]: how many steps there have been; null where nothing looks at it. */
  readonly time: tf.Tensor | null
  /** [batch, readout.size]: what the logits of the step before were computed from; null without input feeding. */
  readonly fed: tf.Tensor | null
  /** [batch, source] of each attention: the sum of its weights so far; empty without coverage. */
  readonly coverage: readonly tf.Tensor[]
}

/** Before the first step; mask [batch, source]. */
export function beginCarrying(decoder: Decoder, states: LayerStates, mask: tf.Tensor2D): Carried {
  const [batch] = mask.shape
  return {
    states,
    time: decoder.timed ? tf.fill([batch, 1], 0) : null,
    fed: decoder.feeding ? tf.fill([batch, decoder.readout.size], 0) : null,
    coverage: decoder.covering ? decoder.attentions.map(() => tf.zerosLike(mask)) : [],
  }
}

/** In the order: recurrent states in PyTorch's order, time, fed, coverage. */
export function flattenCarried({ stack }: Decoder, { states, time, fed, coverage }: Carried): DecoderState {
  return [...stack.flatten(states), ...(time ? [time] : []), ...(fed ? [fed] : []), ...coverage]
}

export function unflattenCarried(decoder: Decoder, state: DecoderState): Carried {
  const rest = state.slice(decoder.stack.stateCount)
  const take = (wanted: boolean) => (wanted ? found(rest.shift()) : null)
  return {
    states: decoder.stack.unflatten(state),
    time: take(decoder.timed),
    fed: take(decoder.feeding),
    coverage: decoder.covering ? decoder.attentions.map(() => found(rest.shift())) : [],
  }
}

function found(part: tf.Tensor | undefined): tf.Tensor {
  if (part) return part
  throw new Error('The state is of another model: it lacks a part.')
}
