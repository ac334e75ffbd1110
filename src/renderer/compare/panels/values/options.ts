import { z } from 'zod'
import { METRIC_NAMES } from '../../../../shared/metrics.ts'

export const valuesOptions = z.object({
  metrics: z.array(z.enum(METRIC_NAMES)).default(['valid/loss', 'valid/exact_match']),
  /** A metric and which of its values, or `order` for the order of the board. */
  sort: z
    .object({ by: z.enum(['order', ...METRIC_NAMES]), of: z.enum(['cursor', 'best']), descending: z.boolean() })
    .default({ by: 'order', of: 'cursor', descending: false }),
})

export type ValuesOptions = z.output<typeof valuesOptions>
export type ValueSort = ValuesOptions['sort']
