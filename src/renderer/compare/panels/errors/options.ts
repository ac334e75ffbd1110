import { z } from 'zod'
import { BOARD_BOUNDS } from '../../../../shared/board/board.ts'
import { choice, flag, integer } from '../../../../shared/config/fields.ts'
import { COMPARED, COMPARISON_BOUNDS } from '../../../../shared/contract/comparison.ts'
import { SLICINGS, SLICING_IDS } from '../../../../shared/slices/registry.ts'

/** What errors are counted by: metrics that every slice has, however few its pairs. */
export const COUNTED = ['token-error-rate', 'exact-match', 'alignment-error-rate'] as const

export const errorsOptions = z.object({
  by: choice(SLICING_IDS, 'source-length', {
    title: 'By',
    description: 'What the validation pairs are sliced by',
    'x-labels': Object.fromEntries(SLICINGS.map(({ id, title }) => [id, title])),
  }),
  rows: z.string().max(BOARD_BOUNDS.where).default('').meta({
    title: 'Rows',
    description: 'Of slices by rows of the dataset: which, such as source.length > 40 and not finding:duplicate',
  }),
  metric: choice(COUNTED, 'token-error-rate', {
    title: 'Metric',
    description: 'What is counted in each slice',
    'x-labels': Object.fromEntries(COUNTED.map((metric) => [metric, COMPARED[metric].title])),
  }),
  checkpoint: choice(['best', 'last'], 'best', {
    title: 'Checkpoint',
    description: 'Which checkpoint of each run is asked about the validation pairs',
    'x-labels': { best: 'Best', last: 'Last' },
  }),
  intervals: flag(true, { title: 'Intervals', description: 'Whether bars have their 95 % interval' }),
  resamples: integer(
    { ...COMPARISON_BOUNDS.resamples, fallback: 500 },
    { title: 'Resamples', description: 'How often the pairs are drawn anew: more make the intervals steadier' },
  ),
})
export type ErrorsOptions = z.output<typeof errorsOptions>
