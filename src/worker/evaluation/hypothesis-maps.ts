import type { EncodedPair } from '../../data/types.ts'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import type { Decoding } from '../decoding/greedy.ts'
import type { Inference } from '../inference/inference.ts'
import { type MapContext, forcedMap, freeMap } from './maps.ts'
import { windowsOf } from './windows.ts'

export interface HypothesisMapsRequest {
  readonly inference: Inference
  readonly model: ModelConfiguration
  readonly context: MapContext
  /** The batch's sentences; an empty target is none. */
  readonly pairs: readonly EncodedPair[]
  /** What each was decoded as. */
  readonly decodings: readonly (readonly Decoding[])[]
  /** Attend while the targets are fed as well. */
  readonly forced: boolean
}

/** For each sentence its maps: teacher-forced where it has a target, then one a hypothesis, all with their windows. */
export function hypothesisMaps({
  inference,
  model,
  context,
  pairs,
  decodings,
  forced,
}: HypothesisMapsRequest): AttentionMap[][] {
  const reference = forced
    ? { pass: inference.forced(context.batch), windows: windowsOf(inference, model, pairs) }
    : null
  const made = decodings.flatMap((list, row) => list.map((decoding) => ({ decoding, source: pairs[row]?.source })))
  const fed = made.flatMap(({ decoding, source }) =>
    source && decoding.tokens.length > 0 ? [{ decoding, source, target: decoding.tokens }] : [],
  )
  const windows = windowsOf(inference, model, fed)
  const windowOf = new Map(fed.map(({ decoding }, index) => [decoding, windows[index]]))
  return pairs.map(({ target }, row) => {
    const free = (decodings[row] ?? []).map((decoding) => freeMap(context, decoding, row, windowOf.get(decoding)))
    if (!reference || target.length <= 1) return free // no more than <eos>
    return [forcedMap(context, reference.pass, row, reference.windows[row]), ...free]
  })
}
