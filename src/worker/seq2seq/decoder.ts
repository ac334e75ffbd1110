import * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { createAttention } from '../attention/attention.ts'
import type { Attended, Attention, AttentionMemory } from '../attention/attention.ts'
import type { DropoutSource } from '../nn/dropout.ts'
import { dropoutMask } from '../nn/dropout.ts'
import { createEmbedding } from '../nn/embedding.ts'
import type { Embedding } from '../nn/embedding.ts'
import type { Parameters } from '../nn/parameters.ts'
import type { LayerStates } from './encoder.ts'
import { createReadout } from './readout.ts'
import type { Readout } from './readout.ts'
import { createStack } from './stack.ts'
import type { BoundStack, Stack } from './stack.ts'

/** The parts of the first layer's input. */
const EMBEDDING = 0
const CONTEXT = 1

export interface Decoder {
  readonly embedding: Embedding
  readonly stack: Stack
  readonly attention: Attention | null
  readonly readout: Readout
  /** Where attention sits and who asks; null without attention. */
  readonly placing: 'input from state' | 'input from embedding' | 'top' | null
  readonly dropout: number
}

/** Factors of dropout for a whole pass; every entry null where nothing is dropped. */
export interface DecoderDropout {
  readonly embedding: tf.Tensor | null // [target, batch, embedding]
  /** For the input of every layer but the first. */
  readonly between: readonly (tf.Tensor | null)[] // [target, batch, size]
}

/** The decoder over one batch of encoded sentences: what is the same at every step is computed when it is made. */
export interface DecoderPass {
  /** The embedded token's share of the first layer's input: [..., embedding] → [..., gates * hidden] a direction. */
  project(embedded: tf.Tensor): tf.Tensor[]
  /** One step from the embedded token [batch, embedding] up to the top layer; `time` [1 or batch, 1] is its place. */
  step(
    embedded: tf.Tensor,
    projected: readonly tf.Tensor[],
    states: LayerStates,
    between: readonly (tf.Tensor | null)[],
    time: tf.Tensor,
  ): PassStep
  /** All steps at once from embedded tokens [target, batch, embedding], where no step's input waits for the one before. */
  run(embedded: tf.Tensor, states: LayerStates, between: readonly (tf.Tensor | null)[]): Decoded
  /** From decoded steps to logits, with the attention of the top where that is its place. */
  read(decoded: Decoded): Read
}

export interface PassStep {
  readonly output: tf.Tensor // [batch, size]
  readonly time: tf.Tensor // [1 or batch, 1]
  readonly attended: Attended | null
  readonly states: LayerStates
}

/** Steps before the readout. */
export interface Decoded {
  readonly outputs: tf.Tensor // [batch, target, size]
  readonly embedded: tf.Tensor // [batch, target, embedding]
  readonly positions: tf.Tensor // [1 or batch, target, 1]
  readonly attended: Attended | null
}

export interface Read {
  readonly logits: tf.Tensor // [batch, target, vocabulary]
  readonly weights: tf.Tensor | null // [batch, heads, target, source]
}

/** Parameters `decoder.embedding.weight`, `attention.…`, `decoder.layers.0.forward.…`, `readout.…`. */
export function createDecoder(
  parameters: Parameters,
  { decoder, attention: chosen }: ModelConfiguration,
  sizes: { readonly vocabulary: number; readonly key: number },
): Decoder {
  const { score, placement, query, size, heads } = chosen
  const { hidden, embedding: embeddingSize, bidirectional } = decoder
  const top = bidirectional ? 2 * hidden : hidden
  const placing = score === 'none' ? null : placement === 'top' ? 'top' : (`input from ${query}` as const)
  const querySizes = { 'input from state': hidden, 'input from embedding': embeddingSize, top }
  const embedding = createEmbedding(parameters, 'decoder.embedding', sizes.vocabulary, embeddingSize)
  const attention =
    score === 'none' || placing === null
      ? null
      : createAttention(parameters, 'attention', score, {
          query: querySizes[placing],
          key: sizes.key,
          inner: size,
          heads,
        })
  const context = attention?.contextSize ?? 0
  const inputs = attention && placing !== 'top' ? [embeddingSize, context] : [embeddingSize]
  const stack = createStack(parameters, 'decoder', decoder, inputs)
  const readout = createReadout(parameters, decoder.readout, {
    output: stack.size,
    context,
    embedding: embeddingSize,
    vocabulary: sizes.vocabulary,
  })
  return { embedding, stack, attention, readout, placing, dropout: decoder.dropout }
}

/** Draws a pass's dropout for all steps at once. */
export function drawDecoderDropout(
  { embedding, stack, dropout: rate }: Decoder,
  layers: number,
  target: number,
  batch: number,
  dropping: DropoutSource | null,
): DecoderDropout {
  return {
    embedding: dropoutMask([target, batch, embedding.size], rate, dropping, 'decoder.embedding.dropout'),
    between: Array.from({ length: layers - 1 }, (_, below) =>
      dropoutMask([target, batch, stack.size], rate, dropping, `decoder.layers.${below + 1}.dropout`),
    ),
  }
}

export function beginPass(decoder: Decoder, memory: AttentionMemory): DecoderPass {
  const { attention, placing, readout } = decoder
  const stack = decoder.stack.bind()

  /** One step's context for a query [batch, size]. */
  function ask(query: tf.Tensor, time: tf.Tensor): Attended | null {
    const [batch = 0, size = 0] = query.shape
    return attention?.attend(tf.reshape(query, [batch, 1, size]), memory, tf.expandDims(time, 1)) ?? null
  }

  return {
    project: (embedded) => stack.project(EMBEDDING, embedded),
    step: (embedded, projected, states, between, time) => {
      if (placing === null || placing === 'top')
        return { ...stack.step(projected, states, between), time, attended: null }
      const attended = ask(placing === 'input from embedding' ? embedded : lastHidden(states), time)
      const inputs = attended ? addContext(stack, projected, flattenSteps(attended.context)) : projected
      return { ...stack.step(inputs, states, between), time, attended }
    },
    run: (embedded, states, between) => {
      if (placing === 'input from state') throw new Error('Here each step’s input waits for the step before.')
      const projected = stack.project(EMBEDDING, embedded)
      const byBatch = swapTimeAndBatch(embedded)
      const positions = targetPositions(embedded.shape[0])
      const attended =
        placing === 'input from embedding' ? (attention?.attend(byBatch, memory, positions) ?? null) : null
      const inputs = attended ? addContext(stack, projected, swapTimeAndBatch(attended.context)) : projected
      return { outputs: swapTimeAndBatch(stack.run(inputs, states, between)), embedded: byBatch, positions, attended }
    },
    read: ({ outputs, embedded, positions, attended }) => {
      const found = placing === 'top' ? (attention?.attend(outputs, memory, positions) ?? null) : attended
      const logits = readout({ output: outputs, context: found?.context ?? null, embedding: embedded })
      return { logits, weights: found?.weights ?? null }
    },
  }
}

/** The places of all steps in the target: float32 [1, target, 1]. */
export function targetPositions(target: number): tf.Tensor {
  return tf.reshape(tf.range(0, target, 1, 'float32'), [1, target, 1])
}

/** PyTorch's hidden[-1]: the last direction of the top layer. */
function lastHidden(states: LayerStates): tf.Tensor {
  const hidden = states.at(-1)?.at(-1)?.[0]
  if (!hidden) throw new Error('The decoder has no state.')
  return hidden
}

function addContext(stack: BoundStack, projected: readonly tf.Tensor[], context: tf.Tensor): tf.Tensor[] {
  const shares = stack.project(CONTEXT, context)
  return projected.map((share, direction) => {
    const fromContext = shares[direction]
    if (!fromContext) throw new Error('The context is missing for a direction.')
    return tf.add(share, fromContext)
  })
}

/** [batch, 1, size] → [batch, size] */
function flattenSteps(x: tf.Tensor): tf.Tensor {
  const [batch = 0, , size = 0] = x.shape
  return tf.reshape(x, [batch, size])
}

/** [a, b, size] → [b, a, size] */
export function swapTimeAndBatch(x: tf.Tensor): tf.Tensor {
  return tf.transpose(x, [1, 0, 2])
}
