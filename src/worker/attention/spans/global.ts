import { createExclusion, maskedSoftmax } from '../masked-softmax.ts'
import type { CreateSpan } from '../span.ts'

/** Every real source position. */
export const createGlobal: CreateSpan = () => ({
  prepare: (mask) => ({ exclusion: createExclusion(mask) }),
  weigh: (scores, { part }) => ({ weights: maskedSoftmax(scores, part('exclusion')), centres: null }),
})
