import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { tanh } from '../nn/activations.ts'
import { STATE_PARTS } from '../nn/cell.ts'
import { createLinear } from '../nn/linear.ts'
import type { Parameters } from '../nn/parameters.ts'
import { split } from '../nn/pieces.ts'
import type { LayerStates } from './encoder.ts'
import { joinDirections } from './encoder.ts'

/** Encoder's final states → decoder's first states. Which shapes go together is checked with the configuration. */
export type Bridge = (states: LayerStates) => LayerStates

export function createBridge(parameters: Parameters, configuration: ModelConfiguration): Bridge {
  switch (configuration.bridge) {
    case 'pass':
      return (states) => states
    case 'concat':
      return (states) => states.map((directions) => [joinParts(directions)])
    case 'zero':
      return createZeroBridge(configuration)
    case 'dense':
      return createDenseBridge(parameters, configuration)
  }
}

/** Each part of a layer's state, its directions joined: [batch, directions * hidden]. */
function joinParts(directions: readonly (readonly tf.Tensor[])[]): tf.Tensor[] {
  const parts = directions[0]?.length ?? 0
  return Array.from({ length: parts }, (_, part) =>
    joinDirections(directions.flatMap((direction) => direction[part] ?? [])),
  )
}

function createZeroBridge({ decoder }: ModelConfiguration): Bridge {
  return (states) => {
    const zeros = tf.zeros([states[0]?.[0]?.[0]?.shape[0] ?? 0, decoder.hidden])
    const direction = Array.from({ length: STATE_PARTS[decoder.cell] }, () => zeros)
    const layer = decoder.bidirectional ? [direction, direction] : [direction]
    return Array.from({ length: decoder.layers }, () => layer)
  }
}

/**
 * tanh(W h + b) from the joined directions of an encoder layer, one map for every decoder layer and part of its state
 * (Bahdanau 2015, appendix A.2.2, which takes the backward state alone). Where the depths differ the stacks are
 * aligned at the top. An LSTM's c comes from the encoder's c, or from its h where that is a GRU.
 */
function createDenseBridge(parameters: Parameters, { encoder, decoder }: ModelConfiguration): Bridge {
  const inputs = encoder.hidden * (encoder.bidirectional ? 2 : 1)
  const directions = decoder.bidirectional ? 2 : 1
  const partNames = ['hidden', 'cell'].slice(0, STATE_PARTS[decoder.cell])
  const layers = Array.from({ length: decoder.layers }, (_, layer) => ({
    from: Math.max(0, encoder.layers - decoder.layers + layer),
    maps: partNames.map((part) =>
      createLinear(parameters, `bridge.layers.${layer}.${part}`, inputs, directions * decoder.hidden),
    ),
  }))
  return (states) =>
    layers.map(({ from, maps }) => {
      const joined = joinParts(states[from] ?? [])
      const parts = maps.map((map, part) => {
        const source = joined[part] ?? joined[0]
        if (!source) throw new Error('The encoder gave no state.')
        return split(tanh(map.apply(source)), Array<number>(directions).fill(decoder.hidden), 1)
      })
      return Array.from({ length: directions }, (_, direction) => parts.flatMap((part) => part[direction] ?? []))
    })
}
