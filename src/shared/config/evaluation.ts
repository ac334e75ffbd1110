import { z } from 'zod'
import { DECODING_BOUNDS } from '../contract/decoding.ts'
import { choice, integer, real } from './fields.ts'

/** Most characters of a watched sentence of the user's own, and of its target: each is decoded at every kept step. */
export const WATCHED_CHARACTERS = 2000

export const evaluationSchema = z
  .strictObject({
    every: integer(
      { minimum: 1, maximum: 1_000_000, fallback: 200 },
      {
        title: 'Evaluate every',
        description: 'Steps between two evaluations, each with a checkpoint',
        'x-basic': true,
        'x-unit': 'steps',
      },
    ),
    pairs: integer(
      { minimum: 0, maximum: 100_000, fallback: 500 },
      { title: 'Pairs evaluated', description: 'Use only the first so many validation pairs; 0 uses all' },
    ),
    maximumLength: integer(
      { minimum: 0, maximum: 100_000, fallback: 500 },
      {
        title: 'Longest pair evaluated',
        description:
          'Validation pairs with more tokens on either side are left out of evaluations and of the watched ones; the log says how many; 0 uses all',
        'x-unit': 'tokens',
      },
    ),
    batchSize: integer(
      { minimum: 1, maximum: 4096, fallback: 128 },
      { title: 'Batch size', description: 'Pairs per batch of an evaluation', 'x-unit': 'pairs' },
    ),
    lengthFactor: real(
      { minimum: 0.1, maximum: 20, fallback: 2 },
      {
        title: 'Length factor',
        description: 'Decoding ends at source length × factor + 10 tokens; the reference’s length is never looked at',
      },
    ),
    decoding: z
      .strictObject({
        kind: choice(['greedy', 'beam'], 'greedy', {
          title: 'Decoding',
          description:
            'How validation decodes for exact match, edit distance, BLEU and chrF; a beam takes about size times as long',
        }),
        size: integer(
          { ...DECODING_BOUNDS.size, fallback: 5 },
          {
            title: 'Beam size',
            description: 'Hypotheses kept at every step; 1 decodes greedily',
            'x-when': { kind: ['beam'] },
          },
        ),
        lengthPenalty: real(
          { ...DECODING_BOUNDS.lengthPenalty, fallback: 0 },
          {
            title: 'Length penalty α',
            description: 'How much longer outputs are favoured (Wu 2016, equation 14); 0 is not at all',
            'x-when': { kind: ['beam'] },
          },
        ),
        coveragePenalty: real(
          { ...DECODING_BOUNDS.coveragePenalty, fallback: 0 },
          {
            title: 'Coverage penalty β',
            description:
              'How much outputs are favoured that attend to all of the source (Wu 2016, equation 14); 0 is not at all',
            'x-when': { kind: ['beam'] },
          },
        ),
      })
      .prefault({})
      .meta({ title: 'Validation decoding' }),
    keep: real(
      { minimum: 0, maximum: 1000, fallback: 8 },
      {
        title: 'Outputs kept',
        description:
          'What the best and the last checkpoint say of the evaluated pairs stays in the history, up to this size each, so that runs can be compared sentence by sentence; 0 keeps none',
        'x-unit': 'MB',
      },
    ),
    watched: z
      .strictObject({
        count: integer(
          { minimum: 0, maximum: 64, fallback: 6 },
          {
            title: 'Watched sentences',
            description: 'So many validation pairs, spread over the lengths, are decoded and their attention kept',
          },
        ),
        sentences: z
          .array(z.strictObject({ source: z.string().min(1), target: z.string().optional() }))
          .max(64)
          .default([])
          .meta({
            title: 'Own sentences',
            description: `Sentences of yours to watch as well, each of at most ${WATCHED_CHARACTERS} characters; with a target also teacher-forced`,
          }),
        firstStep: integer(
          { minimum: 1, maximum: 1_000_000, fallback: 10 },
          {
            title: 'First step',
            description: 'Attention is kept at step 0, at this step, and then ever more sparsely',
            'x-unit': 'steps',
          },
        ),
        growth: real(
          { minimum: 1, maximum: 10, fallback: 1.25 },
          { title: 'Growth', description: 'Each kept step is at least this factor after the one before' },
        ),
      })
      .prefault({})
      .meta({ title: 'Watched sentences' }),
  })
  .prefault({})
  .meta({ title: 'Evaluation' })

export type EvaluationConfiguration = z.output<typeof evaluationSchema>
