import * as tf from '@tensorflow/tfjs-core'
import type { DecodingMethod } from '../../shared/contract/decoding.ts'
import { type BeamObserver, decodeWithBeam } from './beam.ts'
import type { Hypothesis, Stepper } from './hypothesis.ts'
import { lengthLimit } from './lengths.ts'
import { decodeBySampling } from './sample.ts'
import { type Turns, turnsInScope } from './turns.ts'

/** Every way of decoding that may give several hypotheses. */
export type SearchMethod = Exclude<DecodingMethod, { kind: 'greedy' }>

export interface SearchOptions {
  /** Where the method names none. */
  readonly lengthFactor: number
  /** Keep the attention weights. */
  readonly attention: boolean
  /** Ids that every target begins with, whatever the model would have chosen; they are scored like all others. */
  readonly prefix?: Int32Array
  /** Hears of every step of a beam. */
  readonly observe?: BeamObserver
}

/** Rows that take a step together. More are hardly quicker, and a wide search over a large vocabulary fills the memory. */
const MOST_ROWS = 1024

/** Hypotheses for each sentence: source int32 [batch, source], mask [batch, source]. Yields between two steps. Leaves no tensors behind. */
export function* decodeBySearch(
  model: Stepper,
  source: tf.Tensor2D,
  sourceMask: tf.Tensor2D,
  method: SearchMethod,
  { lengthFactor, ...others }: SearchOptions,
): Turns<Hypothesis[][]> {
  const factor = method.lengthFactor ?? lengthFactor
  const options = { limit: (length: number) => lengthLimit(length, factor), ...others }
  const search = (ids: tf.Tensor2D, mask: tf.Tensor2D) =>
    method.kind === 'beam'
      ? decodeWithBeam(model, ids, mask, { ...method, ...options })
      : decodeBySampling(model, ids, mask, { ...method, ...options })
  const [batch] = source.shape
  const together = Math.max(1, Math.floor(MOST_ROWS / searchWidth(method)))
  const found: Hypothesis[][] = []
  for (let from = 0; from < batch; from += together) {
    const count = Math.min(together, batch - from)
    const part = (rows: tf.Tensor2D) => tf.slice(rows, [from, 0], [count, -1])
    found.push(...(yield* turnsInScope(() => search(part(source), part(sourceMask)))))
  }
  return found
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
