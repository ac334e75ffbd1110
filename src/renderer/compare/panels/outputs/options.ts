import { z } from 'zod'
import { choice, integer } from '../../../../shared/config/fields.ts'

export const SHOWN = { pairs: 'Validation pairs', watched: 'Watched sentences' } as const

export const outputsOptions = z.object({
  /** Outputs of the validation pairs, or those of the watched sentences at the cursor. */
  of: z.enum(['pairs', 'watched']).default('pairs'),
  checkpoint: choice(['best', 'last'], 'best', {
    title: 'Checkpoint',
    description: 'Which checkpoint of each run is asked about the validation pairs',
    'x-labels': { best: 'Best', last: 'Last' },
  }),
  /** A field of the query; empty for the order of the data. */
  sort: z.string().max(100).default(''),
  descending: z.boolean().default(false),
  lines: integer(
    { minimum: 1, maximum: 12, fallback: 1 },
    { title: 'Lines', description: 'Of a row, at most: what is longer is cut, and stands whole under the table' },
  ),
})
export type OutputsOptions = z.output<typeof outputsOptions>
