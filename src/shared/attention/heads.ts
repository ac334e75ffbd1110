import type { Alignment, AttentionMap } from '../contract/attention.ts'
import { ratioValue } from '../ratio.ts'
import { attentionEntropy } from './entropy.ts'
import { goldAgreement } from './gold.ts'
import { tokenCounts } from './tokens.ts'
import { headAttention } from './weights.ts'

/** One head of a map, with what heads are put in order by. */
export interface Head {
  readonly layer: number
  readonly head: number
  /** Mean of its rows, from 0 (each looks at one place) to 1 (each looks everywhere alike). */
  readonly entropy: number
  /** Share of its attention on the gold alignment; NaN without one. */
  readonly agreement: number
}

export const HEAD_ORDERS = ['place', 'entropy', 'agreement'] as const
export type HeadOrder = (typeof HEAD_ORDERS)[number]

/**
 * All heads of a map: by layer and head, by entropy (the most decided first), or by agreement with the gold alignment (the best
 * first). Those without a number, and equal ones, stay in the order of their places.
 */
export function headsOf(map: AttentionMap, order: HeadOrder, gold: Alignment | null): Head[] {
  const tokens = tokenCounts(map)
  const heads = Array.from({ length: map.layers * map.heads }, (_, i): Head => {
    const [layer, head] = [Math.floor(i / map.heads), i % map.heads]
    const weights = headAttention(map, layer, head)
    const entropy = ratioValue(attentionEntropy(weights, map.source.length))
    return { layer, head, entropy, agreement: gold ? ratioValue(goldAgreement(weights, gold, tokens)) : NaN }
  })
  if (order === 'place') return heads
  const key = (head: Head) => (order === 'entropy' ? head.entropy : -head.agreement)
  const last = (value: number) => (Number.isNaN(value) ? Infinity : value)
  return heads.sort((a, b) => (last(key(a)) === last(key(b)) ? 0 : last(key(a)) - last(key(b))))
}
