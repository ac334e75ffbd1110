import { z } from 'zod'
import { BOARD_BOUNDS } from '../../../../shared/board/board.ts'
import { choice, integer } from '../../../../shared/config/fields.ts'
import {
  BLEU_SMOOTHINGS,
  BLEU_TOKENIZERS,
  COMPARED,
  COMPARED_METRICS,
  COMPARISON_BOUNDS,
} from '../../../../shared/contract/comparison.ts'
import { SLICINGS, SLICING_IDS } from '../../../../shared/slices/registry.ts'

export const significanceOptions = z.object({
  metric: choice(COMPARED_METRICS, 'exact-match', {
    title: 'Metric',
    description: 'What the runs are scored by',
    'x-labels': Object.fromEntries(COMPARED_METRICS.map((metric) => [metric, COMPARED[metric].title])),
  }),
  by: choice(['none', ...SLICING_IDS], 'none', {
    title: 'Slices',
    description: 'Also of slices of the validation pairs, by something about them',
    'x-labels': { none: 'None', ...Object.fromEntries(SLICINGS.map(({ id, title }) => [id, title])) },
  }),
  rows: z
    .string()
    .max(BOARD_BOUNDS.where)
    .default('')
    .meta({
      title: 'Rows',
      description: 'Of slices by rows of the dataset: which, such as source.length > 40',
      'x-when': { by: ['rows'] },
    }),
  checkpoint: choice(['best', 'last'], 'best', {
    title: 'Checkpoint',
    description: 'Which checkpoint of each run decodes the validation pairs',
    'x-labels': { best: 'Best', last: 'Last' },
  }),
  resamples: integer(
    { ...COMPARISON_BOUNDS.resamples, fallback: 1000 },
    { title: 'Resamples', description: 'How often the pairs are drawn anew: more make the intervals steadier' },
  ),
  seed: integer(
    { ...COMPARISON_BOUNDS.seed, fallback: 12_345 },
    { title: 'Seed', description: 'Of the drawing: the same seed draws the same pairs' },
  ),
  tokenizer: choice(BLEU_TOKENIZERS, '13a', {
    title: 'Tokenizer of BLEU',
    description: 'How BLEU cuts text into words, as sacreBLEU calls it',
    'x-when': { metric: ['bleu'] },
  }),
  smoothing: choice(BLEU_SMOOTHINGS, 'exp', {
    title: 'Smoothing of BLEU',
    description: 'What BLEU takes for a precision without a match, as sacreBLEU calls it',
    'x-when': { metric: ['bleu'] },
  }),
})
export type SignificanceOptions = z.output<typeof significanceOptions>
