import { z } from 'zod'
import { LARGEST_SEED } from '../seed.ts'

/** Of each of the parts that are held out. */
export const SHARE_BOUNDS = { minimum: 0, maximum: 0.9 } as const
const shareSchema = z.number().min(SHARE_BOUNDS.minimum).max(SHARE_BOUNDS.maximum)

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
