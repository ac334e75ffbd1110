import type { JsonObject } from './assign.ts'

/** A named point in the space of models: settings laid over the defaults. */
export interface Preset {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly settings: JsonObject
}

const bigru: JsonObject = {
  encoder: { cell: 'gru', layers: 2, bidirectional: true, dropout: 0.1 },
  bridge: 'pass',
  decoder: { cell: 'gru', layers: 2, bidirectional: true, dropout: 0.1, readout: 'output' },
}
const halfForced: JsonObject = { teacherForcing: { ratio: 0.5, unit: 'batch-step' } }
const additiveInput: JsonObject = { score: 'additive', placement: 'input', query: 'state' }

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
      'The same with Bahdanau’s additive attention: the last hidden state asks, the context joins the decoder’s input',
    settings: { model: { ...bigru, attention: additiveInput }, training: halfForced },
  },
  {
    id: 'bigru-varlen',
    title: 'biGRU, additive, unsorted lengths',
    description: 'The same on shuffled batches of unequal lengths: padding is never read, attended to or counted',
    settings: { model: { ...bigru, attention: additiveInput }, training: halfForced, data: { order: 'shuffled' } },
  },
]

export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((preset) => preset.id === id)
}
