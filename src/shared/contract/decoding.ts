import { z } from 'zod'
import { SEED_BOUNDS } from '../seed.ts'

interface Bounds {
  readonly minimum: number
  readonly maximum: number
}

/** Bounds of everything that can be chosen of decoding, both included: the same on the command line, in the window and in a configuration. */
export const DECODING_BOUNDS = {
  size: { minimum: 1, maximum: 100 },
  lengthPenalty: { minimum: 0, maximum: 5 },
  coveragePenalty: { minimum: 0, maximum: 5 },
  samples: { minimum: 1, maximum: 100 },
  temperature: { minimum: 0.001, maximum: 100 },
  seed: SEED_BOUNDS,
  lengthFactor: { minimum: 0.1, maximum: 20 },
} as const satisfies Record<string, Bounds>

const real = ({ minimum, maximum }: Bounds) => z.number().min(minimum).max(maximum)
const integer = (bounds: Bounds) => real(bounds).int()

/** A sentence ends at the latest after source length × factor + 10 tokens; without it, the factor of the run's configuration counts. */
const lengthFactor = real(DECODING_BOUNDS.lengthFactor).optional()

/** How a source becomes a target. */
export const decodingMethodSchema = z.discriminatedUnion('kind', [
  /** The most probable token at every step. */
  z.strictObject({ kind: z.literal('greedy'), lengthFactor }),
  z
    .strictObject({
      kind: z.literal('beam'),
      /** Hypotheses kept at every step. */
      size: integer(DECODING_BOUNDS.size),
      /** Hypotheses given, the best first; at most `size`. */
      best: integer(DECODING_BOUNDS.size),
      /** α of Wu et al. 2016, equation 14; 0 for none. */
      lengthPenalty: real(DECODING_BOUNDS.lengthPenalty),
      /** β of the same equation; 0 for none. Needs a model with attention. */
      coveragePenalty: real(DECODING_BOUNDS.coveragePenalty),
      lengthFactor,
    })
    .refine(({ size, best }) => best <= size, { path: ['best'], message: 'must not be more than size' }),
  z.strictObject({
    kind: z.literal('sample'),
    /** Draws for each source. */
    samples: integer(DECODING_BOUNDS.samples),
    /** Divides the logits: below 1 the probable becomes more probable, above 1 less. */
    temperature: real(DECODING_BOUNDS.temperature),
    seed: integer(DECODING_BOUNDS.seed),
    lengthFactor,
  }),
])

export type DecodingMethod = z.output<typeof decodingMethodSchema>

export const GREEDY: DecodingMethod = { kind: 'greedy' }
