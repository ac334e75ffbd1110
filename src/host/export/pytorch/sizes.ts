import type { ModelShape, Side } from './shape.ts'

/** Arguments of a class by name: what each is in terms of Seq2Seq's own arguments. */
export type Arguments = Readonly<Record<string, string>>

/** The sizes of a model as arguments, so that model.py can be used with others. */
export interface ModelSizes {
  /** Arguments of Seq2Seq, with this run's numbers as their defaults. */
  readonly defaults: Readonly<Record<string, number>>
  readonly encoder: Arguments
  readonly decoder: Arguments
  /** Of a bridge with maps of its own. */
  readonly bridge: Arguments
}

/** Names of an attention's own numbers in Seq2Seq; the other sizes follow from encoder and decoder. */
const OF_ATTENTION = {
  size: 'attention_size',
  heads: 'heads',
  positions: 'positions',
  window: 'window',
  ratio: 'ratio',
}
export type AttentionArgument = keyof typeof OF_ATTENTION

/** What the decoder wants to be told of its attention. */
export interface Wanted {
  readonly numbers: readonly AttentionArgument[]
  /** Whether it wants to know how many numbers an encoder output has. */
  readonly needsKey: boolean
}

export function sizesOf(shape: ModelShape, { numbers, needsKey }: Wanted): ModelSizes {
  const { encoder, decoder, bridge } = shape
  // States that are passed on tie the sizes of both stacks together.
  const tied = bridge === 'pass' || bridge === 'concat'
  const own = (side: string, name: string) => (tied ? name : `${side}_${name}`)
  const [hidden, layers] = [own('encoder', 'hidden'), own('encoder', 'layers')]
  const both = `2 * ${hidden}`
  const decoderHidden = bridge === 'concat' && encoder.directions === 2 ? both : own('decoder', 'hidden')
  return {
    defaults: {
      source_vocabulary: encoder.vocabulary,
      target_vocabulary: decoder.vocabulary,
      source_embedding: encoder.embedding,
      target_embedding: decoder.embedding,
      ...(tied
        ? { hidden: encoder.hidden, layers: encoder.layers }
        : {
            encoder_hidden: encoder.hidden,
            encoder_layers: encoder.layers,
            decoder_hidden: decoder.hidden,
            decoder_layers: decoder.layers,
          }),
      ...attentionNumbers(shape, numbers),
      ...dropouts(encoder, 'encoder_'),
      ...dropouts(decoder, 'decoder_'),
    },
    encoder: {
      vocabulary: 'source_vocabulary',
      embedding: 'source_embedding',
      hidden,
      layers,
      ...dropoutArguments(encoder, 'encoder_'),
    },
    decoder: {
      vocabulary: 'target_vocabulary',
      embedding: 'target_embedding',
      hidden: decoderHidden,
      layers: own('decoder', 'layers'),
      ...(needsKey ? { key: encoder.directions === 2 ? both : hidden } : {}),
      ...Object.fromEntries(numbers.map((name) => [name, OF_ATTENTION[name]])),
      ...dropoutArguments(decoder, 'decoder_'),
    },
    bridge: { encoder: hidden, decoder: decoderHidden, layers: own('decoder', 'layers') },
  }
}

function attentionNumbers({ attention }: ModelShape, names: readonly AttentionArgument[]): Record<string, number> {
  if (!attention) return {}
  const { inner: size, heads, positions, window, ratio } = attention
  const values = { size, heads, positions, window, ratio }
  return Object.fromEntries(names.map((name) => [OF_ATTENTION[name], values[name]]))
}

function dropouts({ dropout, embeddingDropout }: Side, prefix: string): Record<string, number> {
  return {
    ...(dropout > 0 ? { [`${prefix}dropout`]: dropout } : {}),
    ...(embeddingDropout > 0 ? { [`${prefix}embedding_dropout`]: embeddingDropout } : {}),
  }
}

function dropoutArguments(side: Side, prefix: string): Arguments {
  const names = Object.keys(dropouts(side, ''))
  return Object.fromEntries(names.map((name) => [name, `${prefix}${name}`]))
}
