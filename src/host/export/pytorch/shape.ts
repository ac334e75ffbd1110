import type { ModelConfiguration } from '../../../shared/config/model.ts'
import { SaccadeError } from '../../../shared/errors.ts'

export interface VocabularySizes {
  readonly source: number
  readonly target: number
}

export interface Side {
  readonly cell: 'gru' | 'lstm'
  readonly layers: number
  readonly hidden: number
  readonly directions: 1 | 2
  readonly embedding: number
  /** Between layers; 0 where there is only one. */
  readonly dropout: number
  /** On the embedded tokens. */
  readonly embeddingDropout: number
  readonly vocabulary: number
  /** Numbers in an output: directions × hidden. */
  readonly size: number
}

type Attention = ModelConfiguration['attention']

const SCORES = ['additive', 'dot', 'scaled-dot', 'general', 'concat', 'location', 'multi-head'] as const
export type ScoreName = (typeof SCORES)[number]
export type SpanName = Attention['span']

export interface AttentionShape {
  readonly score: ScoreName
  readonly span: SpanName
  readonly placement: Attention['placement']
  readonly query: Attention['query']
  /** Numbers in a query, in an encoder output, and in a context. */
  readonly querySize: number
  readonly keySize: number
  readonly contextSize: number
  /** Width of the inner layer of the additive and concat scores. */
  readonly inner: number
  /** Whether the linear maps of the additive score have biases. */
  readonly bias: boolean
  readonly heads: number
  /** Source positions that the location score knows. */
  readonly positions: number
  /** Reach of the window to each side. */
  readonly window: number
  /** Whether the weights of local-p are divided by their sum. */
  readonly renormalize: boolean
  /** Source positions that the centre of local-m moves on with each target position. */
  readonly ratio: number
  /** Whether the scores know the sum of the weights so far. */
  readonly coverage: boolean
}

/** A model as its export needs it: every choice, and every size that follows from the choices. */
export interface ModelShape {
  readonly encoder: Side & { readonly reversed: boolean }
  readonly bridge: ModelConfiguration['bridge']
  readonly decoder: Side & {
    readonly readout: ModelConfiguration['decoder']['readout']
    /** Whether what the logits were computed from joins the next step's input. */
    readonly feeding: boolean
    /** Numbers in what the logits are computed from. */
    readonly readoutSize: number
  }
  readonly attention: AttentionShape | null
}

/** The configuration must be free of clashes. @throws bad-configuration where its score is not one of ours */
export function shapeOf(model: ModelConfiguration, vocabulary: VocabularySizes): ModelShape {
  const encoder = { ...sideOf(model.encoder, vocabulary.source), reversed: model.encoder.reversed }
  const side = sideOf(model.decoder, vocabulary.target)
  const attention = attentionOf(model, encoder, side)
  const { readout, inputFeeding } = model.decoder
  const readoutSize = side.size + (readout === 'output+context' ? (attention?.contextSize ?? 0) : 0)
  return { encoder, bridge: model.bridge, decoder: { ...side, readout, feeding: inputFeeding, readoutSize }, attention }
}

function sideOf(side: ModelConfiguration['encoder'] | ModelConfiguration['decoder'], vocabulary: number): Side {
  const { cell, layers, hidden, embedding, embeddingDropout } = side
  const directions = side.bidirectional ? 2 : 1
  const dropout = layers > 1 ? side.dropout : 0
  return {
    cell,
    layers,
    hidden,
    directions,
    embedding,
    dropout,
    embeddingDropout,
    vocabulary,
    size: directions * hidden,
  }
}

function attentionOf({ attention }: ModelConfiguration, encoder: Side, decoder: Side): AttentionShape | null {
  const { span, placement, query, size: inner, bias, heads, positions, window, renormalize } = attention
  if (attention.score === 'none') return null
  const score = knownScore(attention.score)
  const atInput = query === 'embedding' ? decoder.embedding : decoder.hidden
  const querySize = placement === 'input' ? atInput : decoder.size
  return {
    score,
    span,
    placement,
    query,
    querySize,
    keySize: encoder.size,
    contextSize: score === 'multi-head' ? querySize : encoder.size,
    inner,
    bias,
    heads,
    positions,
    window,
    renormalize,
    ratio: attention.centre === 'ratio' ? attention.ratio : 1,
    coverage: attention.coverage === 'additive',
  }
}

function knownScore(score: string): ScoreName {
  const known = SCORES.find((name) => name === score)
  if (known) return known
  throw new SaccadeError('bad-configuration', `The score “${score}” cannot be written as PyTorch`, {
    hint: `Only the built-in scores can: ${SCORES.join(', ')}.`,
    problems: [{ path: 'model.attention.score', message: `“${score}” has no counterpart in PyTorch` }],
  })
}
