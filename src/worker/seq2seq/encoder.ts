import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { createCell } from '../nn/create-cell.ts'
import type { Cell } from '../nn/cell.ts'
import type { DropoutSource } from '../nn/dropout.ts'
import { dropout } from '../nn/dropout.ts'
import { createEmbedding } from '../nn/embedding.ts'
import type { Parameters } from '../nn/parameters.ts'
import { createSequenceMask, runMasked } from '../nn/recurrence.ts'
import type { SequenceMask } from '../nn/recurrence.ts'

/** Final states by layer, direction and part of the state (h, and c of an LSTM): [batch, hidden] each. */
export type LayerStates = readonly (readonly (readonly tf.Tensor[])[])[]

export interface EncoderResult {
  readonly outputs: tf.Tensor3D // [batch, source, directions * hidden], exactly 0 at padding
  readonly states: LayerStates
}

export interface Encoder {
  /** Numbers in an output: directions * hidden. */
  readonly size: number
  /** source int32 [batch, source], mask [batch, source] */
  encode(source: tf.Tensor2D, mask: tf.Tensor2D, dropping: DropoutSource | null): EncoderResult
}

/**
 * Embedding with its dropout, then stacked nn.GRU or nn.LSTM layers on packed sequences, with dropout between them.
 * Parameters `encoder.embedding.weight` and `encoder.layers.0.forward.…`. Without attention nobody reads the outputs.
 */
export function createEncoder(
  parameters: Parameters,
  configuration: ModelConfiguration['encoder'],
  vocabulary: number,
  outputsCount: boolean,
): Encoder {
  const { hidden, layers: depth, bidirectional, dropout: rate, embeddingDropout, reversed } = configuration
  const embedding = createEmbedding(parameters, 'encoder.embedding', vocabulary, configuration.embedding)
  const directions = bidirectional ? ['forward', 'backward'] : ['forward']
  const size = directions.length * hidden
  const layers = Array.from({ length: depth }, (_, layer) =>
    directions.map((direction) => {
      const inputs = layer === 0 ? configuration.embedding : size
      return createCell(configuration, parameters, `encoder.layers.${layer}.${direction}`, inputs)
    }),
  )

  function runLayer(cells: readonly Cell[], inputs: tf.Tensor, mask: SequenceMask, isTop: boolean) {
    const batch = inputs.shape[1] ?? 0
    return cells.map((own, direction) => {
      const bound = own.bind([own.inputs])
      const zeros = tf.zeros([batch, hidden])
      const initial = Array.from({ length: own.stateParts }, () => zeros)
      // A reversed source is the same sentence read from its other end; outputs stay where their tokens are.
      const backwards = (direction === 1) !== reversed
      const [project] = bound.project
      if (!project) throw new Error('The cell has no input.')
      return runMasked(bound, project(inputs), initial, mask, { backwards, outputsCount: outputsCount || !isTop })
    })
  }

  return {
    size,
    encode: (source, mask, dropping) => {
      const sequenceMask = createSequenceMask(mask)
      const embedded = embedding.apply(tf.transpose(source)) // [source, batch, embedding]
      let inputs = dropout(embedded, embeddingDropout, dropping, 'encoder.embedding.dropout')
      const states = layers.map((cells, layer) => {
        if (layer > 0) inputs = dropout(inputs, rate, dropping, `encoder.layers.${layer}.dropout`)
        const results = runLayer(cells, inputs, sequenceMask, layer === depth - 1)
        inputs = joinDirections(results.map((result) => result.outputs))
        return results.map((result) => result.final)
      })
      return { outputs: tf.transpose<tf.Tensor3D>(inputs as tf.Tensor3D, [1, 0, 2]), states }
    },
  }
}

/** Concatenation over the last axis, as nn.GRU(bidirectional=True) joins its directions. */
export function joinDirections(outputs: readonly tf.Tensor[]): tf.Tensor {
  const [first] = outputs
  if (!first) throw new Error('There is no direction to join.')
  return outputs.length === 1 ? first : tf.concat([...outputs], first.rank - 1)
}
