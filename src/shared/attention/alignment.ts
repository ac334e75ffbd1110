import type { Alignment } from '../contract/attention.ts'
import type { TokenCounts } from './tokens.ts'
import type { AttentionWeights } from './weights.ts'
import type { Ratio } from '../ratio.ts'

export type Link = readonly [source: number, target: number]

/**
 * One link a target token, to the source position with the largest weight, the first of equal ones. A row whose
 * largest weight lies beyond the source's tokens (on `<eos>`) makes no link, nor does a row of NaN; rows beyond the
 * target's tokens are left out.
 */
export function argmaxLinks({ rows, columns, weights }: AttentionWeights, tokens: TokenCounts): Link[] {
  const links: Link[] = []
  for (let target = 0; target < Math.min(rows, tokens.target); target++) {
    let best = -1
    let most = -Infinity
    for (let source = 0; source < columns; source++) {
      const weight = weights[target * columns + source] ?? NaN
      if (!(weight > most)) continue
      best = source
      most = weight
    }
    if (best >= 0 && best < tokens.source) links.push([best, target])
  }
  return links
}

/**
 * Alignment error rate of Och and Ney (“A systematic comparison of various statistical alignment models”, 2003) as a
 * fraction: 1 − (|A∩S| + |A∩P|) / (|A| + |S|), with links A, sure links S and possible links P ⊇ S. Sentences are
 * joined by summing numerators and denominators.
 */
export function alignmentErrors(links: readonly Link[], gold: Alignment): Ratio {
  const sure = keySet(gold.sure)
  const possible = keySet([...gold.possible, ...gold.sure])
  const found = keySet(links)
  let agreed = 0
  for (const link of found) agreed += (sure.has(link) ? 1 : 0) + (possible.has(link) ? 1 : 0)
  const denominator = found.size + sure.size
  return { numerator: denominator - agreed, denominator }
}

function keySet(links: readonly Link[]): Set<string> {
  return new Set(links.map(([source, target]) => `${source}-${target}`))
}
