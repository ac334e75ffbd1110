import type * as tf from '@tensorflow/tfjs-core'
import type { DecodingMethod } from '../../shared/contract/decoding.ts'
import { decodeWithBeam } from './beam.ts'
import type { Hypothesis, Stepper } from './hypothesis.ts'
import { lengthLimit } from './lengths.ts'
import { decodeBySampling } from './sample.ts'

/** Every way of decoding that may give several hypotheses. */
export type SearchMethod = Exclude<DecodingMethod, { kind: 'greedy' }>

export interface SearchOptions {
  /** Where the method names none. */
  readonly lengthFactor: number
  /** Keep the attention weights. */
  readonly attention: boolean
}

/** Hypotheses for each sentence: source int32 [batch, source], mask [batch, source]. Leaves no tensors behind. */
export function decodeBySearch(
  model: Stepper,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  method: SearchMethod,
  { lengthFactor, attention }: SearchOptions,
): Hypothesis[][] {
  const factor = method.lengthFactor ?? lengthFactor
  const options = { limit: (length: number) => lengthLimit(length, factor), attention }
  return method.kind === 'beam'
    ? decodeWithBeam(model, source, sourceMask, { ...method, ...options })
    : decodeBySampling(model, source, sourceMask, { ...method, ...options })
}

/** Hypotheses that are decoded beside each other for one source. */
export function searchWidth(method: DecodingMethod): number {
  switch (method.kind) {
    case 'greedy':
      return 1
    case 'beam':
      return method.size
    case 'sample':
      return method.samples
  }
}
