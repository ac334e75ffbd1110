import { createExclusion } from '../masked-softmax.ts'
import type { CreateSpan } from '../span.ts'

/** Every real source position. */
export const createGlobal: CreateSpan = () => ({
  prepare: (mask) => ({ exclusion: createExclusion(mask) }),
  shape: (scores, { part }) => ({ scores, exclusion: part('exclusion'), factor: null, centres: null, outside: null }),
})
