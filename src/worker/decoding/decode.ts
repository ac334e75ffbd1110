import type { Batch } from '../../data/types.ts'
import type { DecodingMethod } from '../../shared/contract/decoding.ts'
import type { Inference } from '../inference/inference.ts'
import type { Hypothesis } from './hypothesis.ts'
import type { SearchOptions } from './search.ts'
import type { Turns } from './turns.ts'

/** Decodes the batch's sources by whatever method: for each its hypotheses, one where it is greedy. */
export function* decode(
  inference: Inference,
  batch: Batch,
  method: DecodingMethod,
  options: SearchOptions,
): Turns<Hypothesis[][]> {
  if (method.kind !== 'greedy') return yield* inference.search(batch, method, options)
  const lengthFactor = method.lengthFactor ?? options.lengthFactor
  const decodings = yield* inference.decode(batch, { ...options, lengthFactor })
  return decodings.map((decoding) => [{ ...decoding, penalizedScore: decoding.score }])
}
