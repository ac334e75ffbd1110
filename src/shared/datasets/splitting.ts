import { z } from 'zod'
import { LARGEST_SEED } from '../seed.ts'

const shareSchema = z.number().min(0).max(0.9)

/** How pairs come into splits. */
export const splittingSchema = z.discriminatedUnion('kind', [
  /** As the files say; what says nothing is training data. */
  z.strictObject({ kind: z.literal('given') }),
  /** Drawn by the seed: pairs of equal source stay together. */
  z.strictObject({
    kind: z.literal('seed'),
    seed: z.int().min(0).max(LARGEST_SEED).default(1),
    valid: shareSchema.default(0.05),
    test: shareSchema.default(0),
  }),
  /** By a hash of the source alone, so that the same sentence falls into the same split in every dataset. */
  z.strictObject({ kind: z.literal('hash'), valid: shareSchema.default(0.05), test: shareSchema.default(0) }),
])
