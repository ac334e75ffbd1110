import { z } from 'zod'
import { integer, real } from '../../../../shared/config/fields.ts'
import { BOARD_BOUNDS } from '../../../../shared/board/board.ts'

export const hypothesesOptions = z.object({
  /** Whose beam; null for the baseline, else the first run. */
  run: z.string().max(100).nullable().default(null),
  size: integer(
    { minimum: 1, maximum: 20, fallback: 4 },
    { title: 'Beam size', description: 'Hypotheses kept at every step', 'x-basic': true },
  ),
  lengthPenalty: real(
    { minimum: 0, maximum: 5, fallback: 0.6 },
    { title: 'Length penalty α', description: 'How much longer outputs are favoured (Wu 2016, equation 14)' },
  ),
  coveragePenalty: real(
    { minimum: 0, maximum: 5, fallback: 0 },
    {
      title: 'Coverage penalty β',
      description: 'How much outputs are favoured that attend to all of the source (Wu 2016, equation 14)',
    },
  ),
  alternatives: integer(
    { minimum: 1, maximum: 20, fallback: 5 },
    { title: 'Next tokens', description: 'So many of the most probable next tokens are told of each prefix' },
  ),
  /** What the output is made to begin with. */
  prefix: z.string().max(BOARD_BOUNDS.sentence).default(''),
  /** Whether it ends there. */
  ends: z.boolean().default(false),
})
export type HypothesesOptions = z.output<typeof hypothesesOptions>
