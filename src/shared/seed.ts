/** Of everything that is drawn: what a signed integer of 32 bits holds. */
export const LARGEST_SEED = 2_147_483_647
export const SEED_BOUNDS = { minimum: 0, maximum: LARGEST_SEED } as const
