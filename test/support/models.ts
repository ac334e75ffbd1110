// Small models and ragged batches for tests of the worker.
import * as tf from '@tensorflow/tfjs-core'
import type { z } from 'zod'
import { modelSchema } from '../../src/shared/config/model.ts'
import { type VocabularySizes, createModel } from '../../src/worker/seq2seq/model.ts'
import type { BatchTensors, ForwardOptions, Seq2SeqModel } from '../../src/worker/seq2seq/types.ts'

export type ModelInput = NonNullable<z.input<typeof modelSchema>>

export const VOCABULARY: VocabularySizes = { source: 11, target: 9 }
const BOS = 1
const EOS = 2

const tiny = (side: object) => ({ hidden: 4, embedding: 3, layers: 2, ...side })

/** A tiny model; `sides` are laid over both encoder and decoder. */
export function tinyModel(
  { encoder, decoder, attention, ...rest }: ModelInput = {},
  seed = 1,
  vocabulary = VOCABULARY,
): Seq2SeqModel {
  const configuration = modelSchema.parse({
    ...rest,
    encoder: tiny({ ...encoder }),
    decoder: tiny({ ...decoder }),
    attention: { size: 5, ...attention },
  })
  return createModel(configuration, vocabulary, seed)
}

/** Every kind of model that is put together differently, by name. */
export const KINDS: Readonly<Record<string, ModelInput>> = {
  'bigru, no attention': { attention: { score: 'none' } },
  'bigru, additive, input, state': { attention: { score: 'additive' } },
  'bigru, general, input, embedding, deep': {
    attention: { score: 'general', query: 'embedding' },
    decoder: { readout: 'deep' },
  },
  'lstm, reversed, dot, top, attentional': {
    encoder: { cell: 'lstm', bidirectional: false, reversed: true },
    decoder: { cell: 'lstm', bidirectional: false, readout: 'attentional' },
    attention: { score: 'dot', placement: 'top' },
  },
  'bilstm, concat bridge, scaled dot, output+context': {
    encoder: { cell: 'lstm', layers: 1 },
    bridge: 'concat',
    decoder: { cell: 'lstm', layers: 1, bidirectional: false, hidden: 8, readout: 'output+context' },
    attention: { score: 'scaled-dot', placement: 'top' },
  },
  'gru, multi-head, input, embedding': {
    encoder: { bidirectional: false },
    decoder: { bidirectional: false, embedding: 6 },
    attention: { score: 'multi-head', heads: 3, query: 'embedding' },
  },
  'lstm, layer-wise multi-head': {
    encoder: { cell: 'lstm', bidirectional: false },
    decoder: { cell: 'lstm', bidirectional: false, readout: 'output+context' },
    attention: { score: 'multi-head', heads: 2, placement: 'layer-wise' },
  },
  'lstm, general, top, input feeding': {
    encoder: { cell: 'lstm', bidirectional: false },
    decoder: { cell: 'lstm', bidirectional: false, readout: 'attentional', inputFeeding: true },
    attention: { score: 'general', placement: 'top' },
  },
  'bigru, concat, top, context fed': {
    decoder: { readout: 'output+context', inputFeeding: true },
    attention: { score: 'concat', placement: 'top' },
  },
  'bigru, additive with coverage, input, state': { attention: { score: 'additive', coverage: 'additive' } },
  'gru, additive with biases and coverage, top': {
    encoder: { bidirectional: false },
    decoder: { bidirectional: false, readout: 'attentional' },
    attention: { score: 'additive', bias: true, coverage: 'additive', placement: 'top' },
  },
  'bigru, layer-wise additive with coverage': {
    decoder: { readout: 'deep' },
    attention: { score: 'additive', coverage: 'additive', placement: 'layer-wise' },
  },
  'gru to lstm, dense bridge, additive with biases': {
    encoder: { layers: 1 },
    bridge: 'dense',
    decoder: { cell: 'lstm', bidirectional: false },
    attention: { score: 'additive', bias: true },
  },
  'gru, general, local-m by ratio, input, embedding': {
    encoder: { bidirectional: false },
    decoder: { bidirectional: false },
    attention: { score: 'general', query: 'embedding', span: 'local-m', window: 1, centre: 'ratio', ratio: 0.6 },
  },
  'bigru, multi-head, local-p, input, state': {
    attention: { score: 'multi-head', heads: 2, span: 'local-p', window: 2 },
  },
  'lstm, general, local-p as it is, top, input feeding': {
    encoder: { cell: 'lstm', bidirectional: false },
    decoder: { cell: 'lstm', bidirectional: false, readout: 'attentional', inputFeeding: true },
    attention: { score: 'general', placement: 'top', span: 'local-p', window: 2, renormalize: false },
  },
  'lstm, location, local-m, top, attentional': {
    encoder: { cell: 'lstm', bidirectional: false },
    decoder: { cell: 'lstm', bidirectional: false, readout: 'attentional' },
    attention: { score: 'location', positions: 6, placement: 'top', span: 'local-m', window: 2 },
  },
}

/** Sentences of ids as a padded batch; sources and targets end with `<eos>`. */
export function padBatch(sources: readonly number[][], targets: readonly number[][]): BatchTensors {
  const ended = (sentences: readonly number[][]) => sentences.map((ids) => [...ids, EOS])
  const inputs = targets.map((ids) => [BOS, ...ids])
  return {
    source: toIds(ended(sources)),
    sourceMask: toMask(ended(sources)),
    targetInput: toIds(inputs),
    targetOutput: toIds(ended(targets)),
    targetMask: toMask(inputs),
  }
}

export const SOURCES = [[4, 5, 6], [7], [], [8, 9, 10, 4, 4]]
export const TARGETS = [[5, 6], [4, 4, 7, 8], [3], []]

export function raggedBatch(): BatchTensors {
  return padBatch(SOURCES, TARGETS)
}

/** The batch whose only sentence is this one. */
export function singleBatch(sentence: number): BatchTensors {
  return padBatch([SOURCES[sentence] ?? []], [TARGETS[sentence] ?? []])
}

export function plainOptions(): ForwardOptions {
  return { training: false, seed: tf.tensor1d([1, 2], 'int32'), coins: null, feed: 'argmax' }
}

function toIds(sentences: readonly number[][]): tf.Tensor2D {
  const longest = Math.max(...sentences.map((ids) => ids.length))
  const rows = sentences.map((ids) => Array.from({ length: longest }, (_, index) => ids[index] ?? 0))
  return tf.tensor2d(rows, undefined, 'int32')
}

function toMask(sentences: readonly number[][]): tf.Tensor2D {
  const longest = Math.max(...sentences.map((ids) => ids.length))
  return tf.tensor2d(
    sentences.map((ids) => Array.from({ length: longest }, (_, index) => (index < ids.length ? 1 : 0))),
  )
}
