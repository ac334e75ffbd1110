import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { createParameters } from '../nn/parameters.ts'
import { createBridge } from './bridge.ts'
import { beginPass, createDecoder, drawDecoderDropout } from './decoder.ts'
import type { Read } from './decoder.ts'
import { createEncoder } from './encoder.ts'
import { forwardForced, forwardMixed } from './forward.ts'
import type { Seq2SeqModel } from './types.ts'

export interface VocabularySizes {
  readonly source: number
  readonly target: number
}

/**
 * Builds the model of a configuration with first weights that are a function of the seed. The configuration must be
 * free of clashes (see `findClashes`). Every engine gives the same first weights.
 */
export function createModel(
  configuration: ModelConfiguration,
  vocabulary: VocabularySizes,
  seed: number,
): Seq2SeqModel {
  const parameters = createParameters(configuration.initialization, seed)
  const encoder = createEncoder(parameters, configuration.encoder, vocabulary.source)
  const bridge = createBridge(parameters, configuration)
  const decoder = createDecoder(parameters, configuration, { vocabulary: vocabulary.target, key: encoder.size })
  const { attention, stack, embedding } = decoder
  const { layers } = configuration.decoder

  return {
    parameters: parameters.byName,

    forward: (batch, options) => {
      const dropping = options.training ? { seed: options.seed } : null
      const { outputs, states } = encoder.encode(batch.source, batch.sourceMask, dropping)
      const pass = beginPass(decoder, attention?.prepare(outputs, batch.sourceMask) ?? {})
      const [size, target] = batch.targetInput.shape
      const dropped = drawDecoderDropout(decoder, layers, target, size, dropping)
      const first = bridge(states)
      const { coins } = options
      const decoded = coins
        ? forwardMixed(decoder, pass, first, batch.targetInput, dropped, { ...options, coins })
        : forwardForced(decoder, pass, first, batch.targetInput, dropped)
      const read = pass.read(decoded)
      return { logits: read.logits as tf.Tensor3D, attention: withLayerAxis(read) }
    },

    encode: (source, sourceMask) => {
      const { outputs, states } = encoder.encode(source, sourceMask, null)
      const memory = attention?.prepare(outputs, sourceMask) ?? {}
      const time = tf.zeros([source.shape[0], 1])
      return { encoded: { outputs, mask: sourceMask, memory }, state: [...stack.flatten(bridge(states)), time] }
    },

    step: (encoded, state, tokens) => {
      const pass = beginPass(decoder, encoded.memory)
      const embedded = embedding.apply(tokens) // [batch, embedding]
      const time = state.at(-1)
      if (!time) throw new Error('The decoder has no state.')
      const step = pass.step(embedded, pass.project(embedded), stack.unflatten(state), [], time)
      const read = pass.read({
        outputs: tf.expandDims(step.output, 1),
        embedded: tf.expandDims(embedded, 1),
        positions: tf.expandDims(time, 1),
        attended: step.attended,
      })
      const logits = tf.squeeze<tf.Tensor2D>(read.logits, [1])
      const weights = read.weights && tf.squeeze(read.weights, [2]) // [batch, heads, source]
      return {
        logits,
        state: [...stack.flatten(step.states), tf.add(time, 1)],
        attention: weights && tf.expandDims<tf.Tensor4D>(weights, 1),
      }
    },

    dispose: () => {
      for (const variable of parameters.byName.values()) variable.dispose()
    },
  }
}

/** [batch, heads, target, source] → [batch, layers, heads, target, source]: one attention counts as one layer. */
function withLayerAxis({ weights }: Read): tf.Tensor5D | null {
  return weights && tf.expandDims<tf.Tensor5D>(weights, 1)
}
