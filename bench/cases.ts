// What is measured: the models and their batches.
import { z } from 'zod'
import type { Configuration } from '../src/shared/config/configuration.ts'
import { parseConfiguration } from '../src/shared/config/check.ts'

/** Random ids, every sentence of full length, `<eos>` included: what a step costs without any padding. */
const randomData = z.strictObject({
  kind: z.literal('random'),
  vocabulary: z.number(),
  sourceLength: z.number(),
  targetLength: z.number(),
})

/** The first so many batches of the first epoch over the pronouncing dictionary; `words` 0 takes all. */
const pronouncingData = z.strictObject({ kind: z.literal('pronouncing'), words: z.number(), slice: z.number() })

export const caseSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  data: z.discriminatedUnion('kind', [randomData, pronouncingData]),
  batchSize: z.number(),
  /** Size of the embeddings. */
  embedding: z.number(),
  /** Units per direction, and the attention's inner width. */
  hidden: z.number(),
  layers: z.number(),
  /** On the embeddings and between layers. */
  dropout: z.number(),
  bridge: z.enum(['dense', 'pass']),
  bidirectionalDecoder: z.boolean(),
})

/** A biGRU encoder, a GRU decoder with additive attention at its input, a linear readout. */
export type Case = z.output<typeof caseSchema>

const reference = { dropout: 0, bridge: 'dense', bidirectionalDecoder: false } as const
const random = (vocabulary: number, length: number) =>
  ({ kind: 'random', vocabulary, sourceLength: length, targetLength: length }) as const

export const CASES: readonly Case[] = [
  {
    id: 'R1',
    title: '64 × 20/20, vocabulary 4,000, 256, 2 layers',
    ...reference,
    data: random(4000, 20),
    batchSize: 64,
    embedding: 256,
    hidden: 256,
    layers: 2,
  },
  {
    id: 'R2',
    title: '64 × 30/30, vocabulary 60, 64, 2 layers',
    ...reference,
    data: random(60, 30),
    batchSize: 64,
    embedding: 64,
    hidden: 64,
    layers: 2,
  },
  {
    id: 'R3',
    title: '32 × 12/12, vocabulary 60, 64/128, 1 layer',
    ...reference,
    data: random(60, 12),
    batchSize: 32,
    embedding: 64,
    hidden: 128,
    layers: 1,
  },
  {
    id: 'R4',
    title: '32 × 100/100, vocabulary 100, 64/256, 1 layer',
    ...reference,
    data: random(100, 100),
    batchSize: 32,
    embedding: 64,
    hidden: 256,
    layers: 1,
  },
  {
    id: 'G2P',
    title: 'pronouncing dictionary, ragged, the model of preset bigru-bahdanau without biases of attention',
    data: { kind: 'pronouncing', words: 0, slice: 24 },
    batchSize: 64,
    embedding: 64,
    hidden: 128,
    layers: 2,
    dropout: 0.1,
    bridge: 'pass',
    bidirectionalDecoder: true,
  },
]

/** The same model and data in a size that takes seconds: it shows that the bench works, and nothing about speed. */
export function shrink(full: Case): Case {
  const data =
    full.data.kind === 'random'
      ? { ...full.data, vocabulary: 12, sourceLength: 5, targetLength: 4 }
      : { ...full.data, words: 1200, slice: 3 }
  return { ...full, data, batchSize: 4, embedding: 6, hidden: 8 }
}

/** The whole configuration of a case; full teacher forcing, Adam, learning rate 0.001, clipping at norm 1. */
export function configurationOf({
  data,
  batchSize,
  embedding,
  hidden,
  layers,
  dropout,
  ...model
}: Case): Configuration {
  const sizes = { cell: 'gru', embedding, hidden, layers, dropout, embeddingDropout: dropout }
  return parseConfiguration({
    data:
      data.kind === 'random'
        ? { source: { kind: 'task', task: 'copy' } }
        : {
            source: { kind: 'pronouncing', words: data.words, validPairs: 1000 },
            tokenizer: { source: 'character', target: 'whitespace' },
          },
    model: {
      encoder: { ...sizes, bidirectional: true },
      bridge: model.bridge,
      decoder: { ...sizes, bidirectional: model.bidirectionalDecoder, readout: 'output' },
      attention: { score: 'additive', size: hidden, placement: 'input', query: 'state' },
    },
    training: { batchSize, clipNorm: 1, optimizer: { kind: 'adam', learningRate: 0.001 } },
  })
}
