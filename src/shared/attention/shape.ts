import { argmaxLinks } from './alignment.ts'
import type { TokenCounts } from './tokens.ts'
import type { AttentionWeights } from './weights.ts'
import type { Ratio } from '../ratio.ts'

/**
 * How much of the source was looked at: min(Σₜ aₜₛ, 1) summed over the source's tokens s, out of their number. This is the
 * coverage inside the coverage penalty of Wu et al., “Google's neural machine translation system” (2016). It is 1 where
 * every token got a whole unit of attention, over all rows, and at most target / source length for a short target.
 */
export function attentionCoverage({ rows, columns, weights }: AttentionWeights, tokens: TokenCounts): Ratio {
  let numerator = 0
  for (let source = 0; source < tokens.source; source++) {
    let attended = 0
    for (let target = 0; target < rows; target++) attended += weights[target * columns + source] ?? NaN
    numerator += Math.min(attended, 1)
  }
  return { numerator, denominator: tokens.source }
}

/** Width of the diagonal as a share of the lengths, as Tachibana et al. chose it. */
const DIAGONAL_WIDTH = 0.2

/**
 * How near the weights lie to the diagonal: exp(−(s/S − t/T)² / 2g²) with g = 0.2, weighted by aₜₛ, summed over the
 * target's tokens t, out of their number; positions are middles of their tokens. It is 1 less the guided attention loss of
 * Tachibana, Uenoyama and Aihara (2018). Weight on `<eos>` counts as far off.
 */
export function attentionDiagonality({ rows, columns, weights }: AttentionWeights, tokens: TokenCounts): Ratio {
  const counted = Math.min(rows, tokens.target)
  let numerator = 0
  for (let target = 0; target < counted; target++) {
    for (let source = 0; source < tokens.source; source++) {
      const distance = (source + 0.5) / tokens.source - (target + 0.5) / tokens.target
      const nearness = Math.exp(-(distance ** 2) / (2 * DIAGONAL_WIDTH ** 2))
      numerator += nearness * (weights[target * columns + source] ?? NaN)
    }
  }
  return { numerator, denominator: counted }
}

/**
 * How far attention keeps the source's order: of all pairs of target tokens, the share whose later one looks (with its
 * largest weight) at the same source token as the earlier one or at one behind it. Without equal places this is (1 + τ) / 2
 * with the rank correlation τ of Kendall (1938), by which Birch and Osborne (2010) measure word order. One sentence counts
 * for one; nothing is counted with fewer than two tokens that look at a token.
 */
export function attentionMonotonicity(map: AttentionWeights, tokens: TokenCounts): Ratio {
  const places = argmaxLinks(map, tokens).map(([source]) => source)
  const pairs = (places.length * (places.length - 1)) / 2
  if (pairs === 0) return { numerator: 0, denominator: 0 }
  let ordered = 0
  for (const [later, place] of places.entries()) {
    for (let earlier = 0; earlier < later; earlier++) if ((places[earlier] ?? NaN) <= place) ordered++
  }
  return { numerator: ordered / pairs, denominator: 1 }
}
