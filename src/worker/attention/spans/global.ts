import { createExclusion, maskedSoftmax } from '../masked-softmax.ts'
import type { Span } from '../span.ts'

/** Every real source position. */
export const globalSpan: Span = { prepare: createExclusion, weigh: maskedSoftmax }
