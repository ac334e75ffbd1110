import { z } from 'zod'
import { choice } from '../../../../shared/config/fields.ts'
import { METRIC_NAMES } from '../../../../shared/metrics.ts'

export const valuesOptions = z.object({
  metrics: z.array(z.enum(METRIC_NAMES)).default(['valid/exact_match', 'valid/loss']),
  /** A metric and which of its values, `name`, or `order` for the order of the board. */
  sort: z
    .object({ by: z.enum(['order', 'name', ...METRIC_NAMES]), of: z.enum(['cursor', 'best']), descending: z.boolean() })
    .default({ by: 'order', of: 'cursor', descending: false }),
  values: choice(['both', 'cursor', 'best'], 'both', {
    title: 'Values',
    description: 'Which value of each metric: the one at the cursor, the best of the run, or both',
    'x-labels': { both: 'Both', cursor: 'At cursor', best: 'Best' },
  }),
  differences: choice(['absolute', 'relative', 'none'], 'absolute', {
    title: 'Differences',
    description:
      'From the baseline: in the unit of the metric, with shares in points; or as a share of the baseline’s value',
    'x-labels': { absolute: 'Absolute', relative: 'Relative', none: 'None' },
  }),
})

export type ValuesOptions = z.output<typeof valuesOptions>
export type ValueSort = ValuesOptions['sort']
export type DifferenceKind = ValuesOptions['differences']
