import type * as tf from '@tensorflow/tfjs-core'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { createAttention } from '../attention/attention.ts'
import type { Attention } from '../attention/attention.ts'
import { findScore } from '../attention/registry.ts'
import type { CreateScore } from '../attention/score.ts'
import type { DropoutSource } from '../nn/dropout.ts'
import { dropoutMask } from '../nn/dropout.ts'
import { createEmbedding } from '../nn/embedding.ts'
import type { Embedding } from '../nn/embedding.ts'
import type { Parameters } from '../nn/parameters.ts'
import { createReadout, readoutSize } from './readout.ts'
import type { Readout } from './readout.ts'
import { createStack } from './stack.ts'
import type { Stack } from './stack.ts'

/** Where attention sits and who asks; null without attention. */
export type Placing = 'input from state' | 'input from embedding' | 'top' | 'layer-wise' | null

export interface Decoder {
  readonly embedding: Embedding
  readonly stack: Stack
  /** One, or one for each layer, or none. */
  readonly attentions: readonly Attention[]
  readonly readout: Readout
  readonly placing: Placing
  /** Whether the vector that the logits were computed from joins the next step's input (Luong 2015, section 3.3). */
  readonly feeding: boolean
  /** Whether the scores know the weights of the steps before (See 2017, section 2.3). */
  readonly covering: boolean
  /** Between layers, and on the embedded tokens. */
  readonly dropout: number
  readonly embeddingDropout: number
}

/** Factors of dropout for a whole pass; every entry null where nothing is dropped. */
export interface DecoderDropout {
  readonly embedding: tf.Tensor | null // [target, batch, embedding]
  /** For the input of every layer but the first. */
  readonly between: readonly (tf.Tensor | null)[] // [target, batch, upperInput]
}

/**
 * Parameters `decoder.embedding.weight`, `attention.…` (`attention.0.…` and so on where every layer has its own),
 * `decoder.layers.0.forward.…`, `readout.…`.
 */
export function createDecoder(
  parameters: Parameters,
  { decoder, attention: chosen }: ModelConfiguration,
  vocabulary: number,
  key: number,
  ownScore: CreateScore | null,
): Decoder {
  const { score, size: inner, bias, heads, positions } = chosen
  const { hidden, bidirectional, layers, dropout, embeddingDropout, readout: readoutKind } = decoder
  const placing = placingOf(chosen)
  const covering = score !== 'none' && chosen.coverage === 'additive'
  const output = bidirectional ? 2 * hidden : hidden
  const embedding = createEmbedding(parameters, 'decoder.embedding', vocabulary, decoder.embedding)
  const query = {
    'input from state': hidden,
    'input from embedding': embedding.size,
    top: output,
    'layer-wise': output,
  }
  const attend = (name: string) => {
    if (score === 'none' || placing === null) return []
    const sizes = { query: query[placing], key, inner, bias, heads, positions, coverage: covering }
    return [createAttention(parameters, name, findScore(score, ownScore), sizes, chosen)]
  }
  const attentions =
    placing === 'layer-wise'
      ? Array.from({ length: layers }, (_, layer) => attend(`attention.${layer}`)).flat()
      : attend('attention')
  const context = attentions[0]?.contextSize ?? 0
  const sizes = { output, context, embedding: embedding.size, vocabulary }
  const atInput = placing === 'input from state' || placing === 'input from embedding'
  const feeding = decoder.inputFeeding
  const joined = atInput ? [context] : feeding ? [readoutSize(readoutKind, sizes)] : []
  const stack = createStack(parameters, 'decoder', decoder, {
    first: [embedding.size, ...joined],
    joined: placing === 'layer-wise' ? context : 0,
  })
  const readout = createReadout(parameters, readoutKind, sizes)
  return { embedding, stack, attentions, readout, placing, feeding, covering, dropout, embeddingDropout }
}

function placingOf({ score, placement, query }: ModelConfiguration['attention']): Placing {
  if (score === 'none') return null
  return placement === 'input' ? `input from ${query}` : placement
}

/** Draws a pass's dropout for all steps at once. */
export function drawDecoderDropout(
  { embedding, stack, dropout: rate, embeddingDropout }: Decoder,
  layers: number,
  target: number,
  batch: number,
  dropping: DropoutSource | null,
): DecoderDropout {
  return {
    embedding: dropoutMask([target, batch, embedding.size], embeddingDropout, dropping, 'decoder.embedding.dropout'),
    between: Array.from({ length: layers - 1 }, (_, below) =>
      dropoutMask([target, batch, stack.upperInput], rate, dropping, `decoder.layers.${below + 1}.dropout`),
    ),
  }
}
