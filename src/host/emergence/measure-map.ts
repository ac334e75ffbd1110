import { ATTENTION_MEASURES, measureAttention } from '../../shared/attention/measures.ts'
import { sameTokens, tokenCounts, withoutEnd } from '../../shared/attention/tokens.ts'
import { headAttention, meanAttention } from '../../shared/attention/weights.ts'
import type { AttentionMap, WatchedSentence } from '../../shared/contract/attention.ts'

/** Numbers for each row: numerator and denominator of each measure. */
export const NUMBERS = 2 * ATTENTION_MEASURES.length

/**
 * What is measured of a map: [layers * heads + 1, measures, 2], a row a head and one for the mean of all, as ratios that can be
 * summed over sentences.
 */
export function measureMap(map: AttentionMap, { alignment, reference }: WatchedSentence): Float64Array {
  const { layers, heads } = map
  const tokens = tokenCounts(map)
  const fits = map.mode === 'teacher-forced' || sameTokens(withoutEnd(map.target), reference)
  const measured = new Float64Array(layers === 0 ? 0 : (layers * heads + 1) * NUMBERS)
  for (let row = 0; row * NUMBERS < measured.length; row++) {
    const weights = row < layers * heads ? headAttention(map, Math.floor(row / heads), row % heads) : meanAttention(map)
    if (!weights) continue
    for (const [measure, { numerator, denominator }] of measureAttention(weights, tokens, fits ? alignment : null)) {
      measured.set([numerator, denominator], row * NUMBERS + 2 * ATTENTION_MEASURES.indexOf(measure))
    }
  }
  return measured
}
