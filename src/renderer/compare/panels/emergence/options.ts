import { z } from 'zod'
import { ATTENTION_MEASURES } from '../../../../shared/attention/measures.ts'
import { curveRangeSchema } from '../../../../shared/contract/curves.ts'
import { BAND_KINDS } from '../../../../shared/contract/curves.ts'

export const emergenceOptions = z.object({
  /** One chart a measure, or one a layer and head of the chosen measure. */
  show: z.enum(['measures', 'heads']).default('measures'),
  measure: z.enum(ATTENTION_MEASURES).default('entropy'),
  mode: z.enum(['teacher-forced', 'free-running', 'both']).default('teacher-forced'),
  /** All watched sentences together, or the one at the cursor. */
  sentences: z.enum(['all', 'cursor']).default('all'),
  /** What is shown of the steps; null for all. */
  range: curveRangeSchema.nullable().default(null),
  band: z.enum(BAND_KINDS).default('deviation'),
})
export type EmergenceOptions = z.output<typeof emergenceOptions>
