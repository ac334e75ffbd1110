import type { JsonObject } from './assign.ts'

/** A named point in the space of models: settings laid over the defaults. */
export interface Preset {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly settings: JsonObject
}

/** Dropout as nn.GRU and nn.LSTM have it, between layers alone; or on the embeddings too. */
const between: JsonObject = { dropout: 0.1, embeddingDropout: 0 }
const everywhere: JsonObject = { dropout: 0.1, embeddingDropout: 0.1 }

const bigru: JsonObject = {
  encoder: { cell: 'gru', layers: 2, bidirectional: true, ...between },
  bridge: 'pass',
  decoder: { cell: 'gru', layers: 2, bidirectional: true, ...between, readout: 'output' },
}
const halfForced: JsonObject = { teacherForcing: { ratio: 0.5, unit: 'batch-step' } }
const additiveInput = (bias: boolean): JsonObject => ({ score: 'additive', bias, placement: 'input', query: 'state' })

const side = (cell: 'gru' | 'lstm', dropout: JsonObject): JsonObject => ({
  cell,
  layers: 2,
  bidirectional: false,
  ...dropout,
})
/** A stack that runs one way only on both sides, joined by its states. */
const stacked = (cell: 'gru' | 'lstm', dropout: JsonObject, decoder: JsonObject): JsonObject => ({
  encoder: side(cell, dropout),
  bridge: 'pass',
  decoder: { ...side(cell, dropout), ...decoder },
})

const multiHead = (decoder: JsonObject, attention: JsonObject): JsonObject => ({
  model: {
    ...stacked('lstm', between, decoder),
    attention: { score: 'multi-head', heads: 8, ...attention },
  },
  training: halfForced,
})
const gruLocal = (span: JsonObject): JsonObject => ({
  ...stacked('gru', everywhere, { readout: 'output' }),
  attention: { score: 'general', ...span, placement: 'input', query: 'embedding' },
})
/** As wide as the paper's: a predicted window learns to stand right only from what it reaches. */
const predicted: JsonObject = { span: 'local-p', window: 10 }
const luong = (attention: JsonObject): JsonObject => ({
  ...stacked('lstm', everywhere, { readout: 'attentional', inputFeeding: true }),
  attention: { placement: 'top', span: 'global', ...attention },
})

export const PRESETS: readonly Preset[] = [
  {
    id: 'bigru-plain',
    title: 'biGRU, no attention',
    description:
      'Stacked bidirectional GRU encoder and decoder joined only by their states; the baseline that long sentences overwhelm',
    settings: { model: { ...bigru, attention: { score: 'none' } }, training: halfForced },
  },
  {
    id: 'bigru-bahdanau',
    title: 'biGRU, additive attention',
    description:
      'The same with Bahdanau’s additive attention, of three linear maps with biases: the last hidden state asks, the context joins the decoder’s input',
    settings: { model: { ...bigru, attention: additiveInput(true) }, training: halfForced },
  },
  {
    id: 'bigru-varlen',
    title: 'biGRU, additive, unsorted lengths',
    description: 'The same on shuffled batches of unequal lengths: padding is never read, attended to or counted',
    settings: {
      model: { ...bigru, attention: additiveInput(true) },
      training: halfForced,
      data: { order: 'shuffled' },
    },
  },
  {
    id: 'lstm-multihead-input',
    title: 'LSTM, multi-head, input',
    description:
      'Stacked LSTMs that run one way; the token fed asks in eight heads, and the context joins the decoder’s input',
    settings: multiHead({ readout: 'output' }, { placement: 'input', query: 'embedding' }),
  },
  {
    id: 'lstm-multihead-top',
    title: 'LSTM, multi-head, top',
    description: 'The same, asked from the top decoder layer’s output; the context goes to the readout',
    settings: multiHead({ readout: 'attentional' }, { placement: 'top' }),
  },
  {
    id: 'lstm-layerwise',
    title: 'LSTM, multi-head, layer-wise',
    description:
      'The same with an attention for each decoder layer: its output and context are what the next layer reads',
    settings: multiHead({ readout: 'output+context' }, { placement: 'layer-wise' }),
  },
  {
    id: 'gru-local',
    title: 'GRU, local window',
    description:
      'Stacked GRUs that run one way; the token fed asks within a window that moves on with the target, so the task must be monotonic',
    settings: { model: gruLocal({ span: 'local-m', window: 2 }) },
  },
  {
    id: 'gru-local-p',
    title: 'GRU, predicted window',
    description: 'The same with a window whose centre is predicted from the token fed',
    settings: { model: gruLocal(predicted) },
  },
  {
    id: 'bahdanau-2015',
    title: 'Bahdanau 2015 (RNNsearch)',
    description:
      'One-layer bidirectional GRU encoder, GRU decoder started through a dense bridge, additive attention, deep readout',
    settings: {
      model: {
        encoder: { cell: 'gru', layers: 1, bidirectional: true },
        bridge: 'dense',
        decoder: { cell: 'gru', layers: 1, bidirectional: false, readout: 'deep' },
        attention: additiveInput(false),
      },
    },
  },
  {
    id: 'luong-2015',
    title: 'Luong 2015, global, general',
    description:
      'Stacked LSTMs, global attention at the top with the general score, attentional readout, input feeding',
    settings: { model: luong({ score: 'general' }) },
  },
  {
    id: 'luong-local-m',
    title: 'Luong 2015, local-m',
    description: 'The same within a window that moves on with the target',
    settings: { model: luong({ score: 'general', span: 'local-m' }) },
  },
  {
    id: 'luong-local-p',
    title: 'Luong 2015, local-p',
    description: 'The same within a window whose centre is predicted, with a Gaussian around it',
    settings: { model: luong({ score: 'general', ...predicted }) },
  },
  {
    id: 'luong-dot',
    title: 'Luong 2015, dot',
    description: 'Luong’s global model with the dot product as score',
    settings: { model: luong({ score: 'dot' }) },
  },
  {
    id: 'luong-concat',
    title: 'Luong 2015, concat',
    description: 'Luong’s global model with the concat score',
    settings: { model: luong({ score: 'concat' }) },
  },
  {
    id: 'luong-location',
    title: 'Luong 2015, location',
    description: 'Luong’s global model with the location score: the decoder’s state alone says where to look',
    settings: { model: luong({ score: 'location' }) },
  },
  {
    id: 'sutskever-2014',
    title: 'Sutskever 2014',
    description: 'Stacked LSTMs without attention; the source is read backwards',
    settings: {
      model: {
        ...stacked('lstm', everywhere, { readout: 'output' }),
        encoder: { ...side('lstm', everywhere), reversed: true },
        attention: { score: 'none' },
      },
    },
  },
]

export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id)
}
