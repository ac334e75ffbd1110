import { call, define, list, moduleClass } from '../python.ts'
import type { Parts } from '../python.ts'
import type { ModelShape } from '../shape.ts'
import type { AttentionArgument, Wanted } from '../sizes.ts'
import { embeddingPlan, linearPlans, recurrentPlans } from '../tensors.ts'
import type { TensorPlan } from '../tensors.ts'
import { type AttentionPiece, attentionPiece } from './attention.ts'
import { type Carried, carriedBy, layerWise } from './carried.ts'
import { readoutPiece } from './readout.ts'
import { RNN } from './recurrent.ts'

export interface DecoderPiece extends Wanted {
  /** The classes, in order. */
  readonly source: readonly string[]
  /** What State holds behind the recurrent states, each with its first value. */
  readonly carried: readonly Carried[]
  /** Shape of the weights that it gives; null without attention. */
  readonly weights: string | null
  readonly plans: readonly TensorPlan[]
}

export function decoderPiece(shape: ModelShape): DecoderPiece {
  const { attention } = shape
  const piece = attention && attentionPiece(attention)
  const layerWise = attention?.placement === 'layer-wise'
  const weights = piece && (layerWise ? piece.weights.replace('[batch, ', '[batch, layers, ') : piece.weights)
  return {
    source: [...(piece ? [piece.source] : []), decoderClass(shape, piece, weights)],
    numbers: numbersOf(piece),
    needsKey: needsKey(shape, piece),
    carried: carriedBy(shape, piece),
    weights,
    plans: plansOf(shape, piece),
  }
}

/** Whether a step's input waits for the step before, even where all tokens are known. */
function goesByStep({ decoder, attention }: ModelShape): boolean {
  const asksState = attention?.placement === 'input' && attention.query === 'state'
  // nn.GRU in two directions reads a sequence from both ends, but a decoder does not know its end yet.
  return decoder.directions === 2 || asksState || decoder.feeding || (attention?.coverage ?? false)
}

function numbersOf(piece: AttentionPiece | null): AttentionArgument[] {
  return (piece?.arguments ?? []).filter((name) => name !== 'query' && name !== 'key')
}

function needsKey(shape: ModelShape, piece: AttentionPiece | null): boolean {
  const contextIsKey = usesContext(shape) && shape.attention?.score !== 'multi-head'
  return contextIsKey || (piece?.arguments.includes('key') ?? false)
}

/** Numbers in a query, as Python. */
function querySize({ decoder, attention }: ModelShape): string {
  if (attention?.placement === 'input') return attention.query === 'embedding' ? 'embedding' : 'hidden'
  return outputSize(decoder)
}

/** Numbers in the output of a layer, as Python. */
function outputSize({ directions }: ModelShape['decoder']): string {
  return directions === 2 ? '2 * hidden' : 'hidden'
}

function usesContext({ decoder, attention }: ModelShape): boolean {
  if (!attention) return false
  return attention.placement !== 'top' || decoder.readout !== 'output' || decoder.feeding
}

function decoderClass(shape: ModelShape, piece: AttentionPiece | null, weights: string | null): string {
  const { decoder, attention } = shape
  const readout = readoutPiece(shape)
  const byStep = goesByStep(shape)
  const body = layerWise(attention) && piece ? layerWiseBody(shape, piece) : stackBody(shape, piece)
  const dropped =
    decoder.embeddingDropout > 0 ? 'self.embedding_dropout(self.embedding(tokens))' : 'self.embedding(tokens)'
  const memory = attention ? ['memory', 'mask'] : []
  const answer = weights
    ? `logits [batch, target, vocabulary], next state, weights ${weights}`
    : 'logits [batch, target, vocabulary], next state'
  const vector = readout.vector === 'output' ? 'output' : 'vector'
  const compute: Parts = [
    ...body,
    vector === 'vector' && `vector = ${readout.vector}`,
    ...nextState(shape, piece, vector),
  ]
  const logits = (of: string) => `self.logits(${of})`
  const methods = byStep
    ? [
        define(
          `forward(${list('self', 'tokens', 'state', ...memory)})`,
          `One step a token: ids [batch, target]\n-> ${answer}`,
          weights ? 'vectors, maps = [], []' : 'vectors = []',
          `for x in ${dropped}.split(1, dim=1):`,
          `    ${list('vector', weights && 'weights', 'state')} = self.step(${list('x', 'state', ...memory)})`,
          '    vectors.append(vector)',
          weights && '    maps.append(weights)',
          `return ${list(logits('torch.cat(vectors, dim=1)'), 'state', weights && 'torch.cat(maps, dim=-2)')}`,
        ),
        define(
          `step(${list('self', 'x', 'state', ...memory)})`,
          `An embedded token [batch, 1, embedding] -> ${list('what the logits are computed from', weights && 'weights', 'next state')}`,
          ...compute,
          `return ${list(vector, weights && 'weights', 'state')}`,
        ),
      ]
    : [
        define(
          `forward(${list('self', 'tokens', 'state', ...memory)})`,
          `ids [batch, target], all at once\n-> ${answer}`,
          `x = ${dropped}`,
          ...compute,
          `return ${list(logits(vector), 'state', weights && 'weights')}`,
        ),
      ]
  return moduleClass({
    name: 'Decoder',
    docstring: describe(shape),
    parameters: [
      'vocabulary',
      'embedding',
      'hidden',
      'layers',
      needsKey(shape, piece) && 'key',
      ...numbersOf(piece),
      decoder.dropout > 0 && 'dropout',
      decoder.embeddingDropout > 0 && 'embedding_dropout',
    ],
    init: [
      'self.embedding = nn.Embedding(vocabulary, embedding)',
      decoder.embeddingDropout > 0 && 'self.embedding_dropout = nn.Dropout(embedding_dropout)',
      usesContext(shape) && `context = ${attention?.score === 'multi-head' ? querySize(shape) : 'key'}`,
      ...modules(shape, piece),
      readout.init,
      `self.logits = nn.Linear(${readout.size}, vocabulary)`,
    ],
    methods,
  })
}

function describe({ decoder, attention }: ModelShape): string {
  const steps = decoder.directions === 2 ? ', both directions stepping on the same token' : ''
  if (!attention) return `Knows of the source what its first state tells${steps}.`
  const fed = decoder.feeding
    ? '; what the logits were computed from joins the next input (Luong 2015, section 3.3)'
    : ''
  switch (attention.placement) {
    case 'input':
      return `The context joins the input; the query is ${attention.query === 'state' ? 'the last hidden state of the step before' : 'the embedded token'}${steps}.`
    case 'top':
      return `Attention from the top layer's output${steps}${fed}.`
    case 'layer-wise':
      return `Every layer has an attention of its own, and its output and context together go on upwards${steps}.`
  }
}

function modules(shape: ModelShape, piece: AttentionPiece | null): Parts {
  const { decoder, attention } = shape
  const { cell, directions, dropout, feeding } = decoder
  const both = directions === 2 ? ', bidirectional=True' : ''
  if (piece && layerWise(attention)) {
    return [
      dropout > 0 && 'self.dropout = nn.Dropout(dropout)  # between layers',
      `inputs = [embedding] + [${outputSize(decoder)} + context] * (layers - 1)`,
      `self.rnns = nn.ModuleList(${RNN[cell]}(size, hidden, batch_first=True${both}) for size in inputs)`,
      call('self.attentions = nn.ModuleList', `${piece.create(querySize(shape))} for _ in inputs`),
    ]
  }
  const joined = attention?.placement === 'input' ? ' + context' : feeding ? ` + ${fedSize(decoder)}` : ''
  const between = dropout > 0 ? ', dropout=dropout' : ''
  return [
    piece && `self.attention = ${piece.create(querySize(shape))}`,
    ...(joined === '' ? [] : [`inputs = embedding${joined}`]),
    `self.rnn = ${RNN[cell]}(${joined === '' ? 'embedding' : 'inputs'}, hidden, layers, batch_first=True${both}${between})`,
  ]
}

function fedSize(decoder: ModelShape['decoder']): string {
  const output = outputSize(decoder)
  return decoder.readout === 'output+context' ? `${output} + context` : output
}

const POSITIONS = 'positions = state.time + torch.arange(x.shape[1], device=x.device)'

/** `x` [batch, target, embedding] → `output`, `context`, `weights` and the new recurrent states, by one nn.GRU or nn.LSTM. */
function stackBody({ decoder, attention }: ModelShape, piece: AttentionPiece | null): Parts {
  const atInput = piece && attention?.placement === 'input'
  const query = attention?.query === 'embedding' ? 'x' : 'state.hidden[-1].unsqueeze(1)'
  const inputs = atInput ? 'torch.cat([x, context], dim=2)' : decoder.feeding ? 'torch.cat([x, state.fed], dim=2)' : 'x'
  const recur =
    decoder.cell === 'lstm'
      ? `output, (hidden, cell) = self.rnn(${inputs}, (state.hidden, state.cell))`
      : `output, hidden = self.rnn(${inputs}, state.hidden)`
  return [
    piece?.needsPositions === true && POSITIONS,
    atInput && piece.ask('self.attention', query, 'state.coverage'),
    recur,
    piece && !atInput && piece.ask('self.attention', 'output', 'state.coverage'),
  ]
}

/** The same by one nn.GRU or nn.LSTM a layer, each with its attention. */
function layerWiseBody({ decoder, attention }: ModelShape, piece: AttentionPiece): Parts {
  const { cell, directions, dropout } = decoder
  const lstm = cell === 'lstm'
  const covered = attention?.coverage ?? false
  const states = [`state.hidden.split(${directions})`, ...(lstm ? [`state.cell.split(${directions})`] : [])]
  const names = list('rnn', 'attention', 'hidden', lstm && 'cell', covered && 'coverage')
  const lifted = 'torch.cat([output, context], dim=2)'
  return [
    piece.needsPositions && POSITIONS,
    `below, hiddens, ${lstm ? 'cells, ' : ''}maps = x, [], ${lstm ? '[], ' : ''}[]`,
    `layers = zip(${list('self.rnns', 'self.attentions', ...states, covered && 'state.coverage')})`,
    `for ${names} in layers:`,
    lstm ? '    output, (hidden, cell) = rnn(below, (hidden, cell))' : '    output, hidden = rnn(below, hidden)',
    `    ${piece.ask('attention', 'output', 'coverage')}`,
    `    below = ${dropout > 0 ? `self.dropout(${lifted})` : lifted}`,
    '    hiddens.append(hidden)',
    lstm && '    cells.append(cell)',
    '    maps.append(weights)',
    'weights = torch.stack(maps, dim=1)',
  ]
}

function nextState({ decoder, attention }: ModelShape, piece: AttentionPiece | null, vector: string): string[] {
  const several = layerWise(attention)
  const own = several ? ['torch.cat(hiddens)'] : ['hidden']
  if (decoder.cell === 'lstm') own.push(several ? 'torch.cat(cells)' : 'cell')
  const coverage = several
    ? 'coverage = [before + new.squeeze(1) for before, new in zip(state.coverage, maps)]'
    : 'coverage = state.coverage + weights.squeeze(1)'
  const covering = attention?.coverage ?? false
  const fields = list(
    ...own,
    decoder.feeding && `fed=${vector}`,
    covering && 'coverage=coverage',
    piece?.needsPositions === true && 'time=state.time + x.shape[1]',
  )
  return [...(covering ? [coverage] : []), `state = State(${fields})`]
}

function plansOf(shape: ModelShape, piece: AttentionPiece | null): TensorPlan[] {
  const { decoder, attention } = shape
  const { layers, embedding, size } = decoder
  const context = attention?.contextSize ?? 0
  const several = layerWise(attention)
  const joined = attention?.placement === 'input' ? context : decoder.feeding ? decoder.readoutSize : 0
  const upper = size + (several ? context : 0)
  const attentions = !piece
    ? []
    : several
      ? Array.from({ length: layers }, (_, layer) =>
          piece.plans(`decoder.attentions.${layer}`, `attention.${layer}`),
        ).flat()
      : piece.plans('decoder.attention', 'attention')
  return [
    embeddingPlan('decoder.embedding', 'decoder.embedding', decoder.vocabulary, embedding),
    ...attentions,
    ...Array.from({ length: layers }, (_, layer) =>
      recurrentPlans(
        several ? `decoder.rnns.${layer}` : 'decoder.rnn',
        several ? 0 : layer,
        `decoder.layers.${layer}`,
        { ...decoder, inputs: layer === 0 ? embedding + joined : upper },
      ),
    ).flat(),
    ...readoutPiece(shape).plans,
    ...linearPlans('decoder.logits', 'readout.logits', decoder.readoutSize, decoder.vocabulary),
  ]
}
