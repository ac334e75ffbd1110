import type { TokenPair } from '../../data/types.ts'
import { type AttentionMeasure, MEASURE_METRICS, measureAttention } from '../../shared/attention/measures.ts'
import { meanAttention } from '../../shared/attention/weights.ts'
import { type Ratio, ratioValue, sumRatios } from '../../shared/ratio.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { type PaddedAttention, trimAttention } from '../decoding/trim-attention.ts'

/** What is measured of attention while references are fed, as means over layers and heads. */
export interface AttentionScores {
  /**
   * Gives each pair's alignment error, null where it has no gold.
   * @param attention [pairs, layers, heads, target, source]; null for a model without attention
   */
  add(pairs: readonly TokenPair[], attention: PaddedAttention | null): (Ratio | null)[]
  /** Nothing of what was never seen: attention, or a gold alignment. */
  values(): MetricValues
}

export function createAttentionScores(): AttentionScores {
  const sums = new Map<AttentionMeasure, Ratio[]>()

  function addPair(pair: TokenPair, row: number, attention: PaddedAttention): Ratio | null {
    const [, layers, heads] = attention.shape
    const tokens = { source: pair.source.length, target: pair.target.length }
    const [source, target] = [tokens.source + 1, tokens.target + 1] // with <eos>
    const weights = trimAttention(attention, row, target, source)
    const map = meanAttention({ source: { length: source }, target: { length: target }, layers, heads, weights })
    if (!map) return null
    const measured = measureAttention(map, tokens, pair.alignment)
    for (const [measure, ratio] of measured) {
      const before = sums.get(measure)
      if (before) before.push(ratio)
      else sums.set(measure, [ratio])
    }
    return new Map(measured).get('alignment error') ?? null
  }

  return {
    add: (pairs, attention) => pairs.map((pair, row) => attention && addPair(pair, row, attention)),
    values() {
      return Object.fromEntries(
        [...sums].map(([measure, ratios]) => [MEASURE_METRICS[measure], ratioValue(sumRatios(ratios))]),
      )
    },
  }
}
