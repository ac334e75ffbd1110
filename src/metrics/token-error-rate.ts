import { editDistance } from './edit-distance.ts'
import type { Ratio } from '../shared/ratio.ts'

/**
 * Edit distance over reference tokens, for one sentence. With several references the closest counts, by distance and
 * its own length; the earlier of two equally close ones. Word, phoneme and character error rate are this with other tokens.
 */
export function tokenErrors(hypothesis: readonly string[], references: readonly (readonly string[])[]): Ratio {
  let closest: Ratio | null = null
  for (const reference of references) {
    const numerator = editDistance(hypothesis, reference)
    if (closest === null || numerator < closest.numerator) closest = { numerator, denominator: reference.length }
  }
  return closest ?? { numerator: 0, denominator: 0 }
}
