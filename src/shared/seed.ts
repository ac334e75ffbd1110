/** Of everything that is drawn: what a signed integer of 32 bits holds. */
export const LARGEST_SEED = 2_147_483_647
