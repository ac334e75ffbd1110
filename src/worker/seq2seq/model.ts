import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { CreateScore } from '../attention/score.ts'
import { type Parameters, createCountedParameters, createParameters } from '../nn/parameters.ts'
import { overlapOf, prepareAll } from './attending.ts'
import { createBridge } from './bridge.ts'
import { beginCarrying, flattenCarried, unflattenCarried } from './carried.ts'
import { createDecoder, drawDecoderDropout } from './decoder.ts'
import { createEncoder } from './encoder.ts'
import { forwardForced, forwardMixed, joinSteps } from './forward.ts'
import { beginPass } from './pass.ts'
import type { Seq2SeqModel } from './types.ts'

export interface VocabularySizes {
  readonly source: number
  readonly target: number
}

/**
 * Builds the model of a configuration with first weights that are a function of the seed. The configuration must be
 * free of clashes (see `findClashes`). Every engine gives the same first weights. `ownScore` is the score of a
 * configuration that names a file.
 */
export function createModel(
  configuration: ModelConfiguration,
  vocabulary: VocabularySizes,
  seed: number,
  ownScore: CreateScore | null = null,
): Seq2SeqModel {
  const parameters = createParameters(configuration.initialization, seed)
  const { encoder, bridge, decoder } = createModules(parameters, configuration, vocabulary, ownScore)
  const { attentions, embedding } = decoder
  const { layers } = configuration.decoder

  return {
    parameters: parameters.byName,

    forward: (batch, options) => {
      const dropping = options.training ? { seed: options.seed } : null
      const { outputs, states } = encoder.encode(batch.source, batch.sourceMask, dropping)
      const pass = beginPass(decoder, prepareAll(attentions, outputs, batch.sourceMask))
      const [size, target] = batch.targetInput.shape
      const dropped = drawDecoderDropout(decoder, layers, target, size, dropping)
      const first = beginCarrying(decoder, bridge(states), batch.sourceMask)
      const { coins } = options
      const decoded = coins
        ? forwardMixed(decoder, pass, first, batch.targetInput, dropped, { ...options, coins })
        : forwardForced(decoder, pass, first, batch.targetInput, dropped)
      const { logits, weights, centres, outside } = pass.read(decoded)
      return {
        logits: logits as tf.Tensor3D,
        attention: weights as tf.Tensor5D | null,
        centres: centres as tf.Tensor3D | null,
        outside: outside as (() => tf.Tensor4D) | null,
        overlap: weights && decoder.covering ? overlapOf(weights) : null,
      }
    },

    encode: (source, sourceMask) => {
      const { outputs, states } = encoder.encode(source, sourceMask, null)
      const first = beginCarrying(decoder, bridge(states), sourceMask)
      const memory = prepareAll(attentions, outputs, sourceMask)
      return { encoded: { mask: sourceMask, memory }, state: flattenCarried(decoder, first) }
    },

    step: (encoded, state, tokens) => {
      const pass = beginPass(decoder, encoded.memory)
      const embedded = embedding.apply(tokens) // [batch, embedding]
      const step = pass.step(embedded, pass.project(embedded), unflattenCarried(decoder, state), [])
      const { logits, weights } = pass.read(joinSteps([step]))
      return {
        logits: tf.squeeze<tf.Tensor2D>(logits, [0]),
        state: flattenCarried(decoder, step.carried),
        attention: weights && tf.squeeze<tf.Tensor4D>(weights, [3]),
      }
    },

    dispose: () => {
      for (const variable of parameters.byName.values()) variable.dispose()
    },
  }
}

/** How many numbers the model of a configuration learns, without making it. */
export function countParameters(
  configuration: ModelConfiguration,
  vocabulary: VocabularySizes,
  ownScore: CreateScore | null = null,
): number {
  const counted = createCountedParameters()
  try {
    createModules(counted, configuration, vocabulary, ownScore)
    return counted.count
  } finally {
    counted.dispose()
  }
}

function createModules(
  parameters: Parameters,
  configuration: ModelConfiguration,
  vocabulary: VocabularySizes,
  ownScore: CreateScore | null,
) {
  const attending = configuration.attention.score !== 'none'
  const encoder = createEncoder(parameters, configuration.encoder, vocabulary.source, attending)
  const bridge = createBridge(parameters, configuration)
  const decoder = createDecoder(parameters, configuration, vocabulary.target, encoder.size, ownScore)
  return { encoder, bridge, decoder }
}
