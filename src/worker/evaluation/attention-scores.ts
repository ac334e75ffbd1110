import type { TokenPair } from '../../data/types.ts'
import { alignmentErrors, argmaxLinks } from '../../metrics/alignment.ts'
import { attentionCoverage, attentionDiagonality, attentionMonotonicity } from '../../metrics/attention-shape.ts'
import { meanAttention } from '../../metrics/attention-weights.ts'
import { attentionEntropy } from '../../metrics/entropy.ts'
import { type Ratio, ratioValue, sumRatios } from '../../metrics/ratio.ts'
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
  const sums = {
    'valid/alignment_error_rate': new Array<Ratio>(),
    'valid/attention_entropy': new Array<Ratio>(),
    'valid/attention_coverage': new Array<Ratio>(),
    'valid/attention_diagonality': new Array<Ratio>(),
    'valid/attention_monotonicity': new Array<Ratio>(),
  }

  function addPair(pair: TokenPair, row: number, attention: PaddedAttention): Ratio | null {
    const [, layers, heads] = attention.shape
    const tokens = { source: pair.source.length, target: pair.target.length }
    const [source, target] = [tokens.source + 1, tokens.target + 1] // with <eos>
    const weights = trimAttention(attention, row, target, source)
    const map = meanAttention({ source: { length: source }, target: { length: target }, layers, heads, weights })
    if (!map) return null
    sums['valid/attention_entropy'].push(attentionEntropy(map, source))
    sums['valid/attention_coverage'].push(attentionCoverage(map, tokens))
    sums['valid/attention_diagonality'].push(attentionDiagonality(map, tokens))
    sums['valid/attention_monotonicity'].push(attentionMonotonicity(map, tokens))
    if (!pair.alignment) return null
    const errors = alignmentErrors(argmaxLinks(map, tokens), pair.alignment)
    sums['valid/alignment_error_rate'].push(errors)
    return errors
  }

  return {
    add: (pairs, attention) => pairs.map((pair, row) => attention && addPair(pair, row, attention)),
    values() {
      const measured = Object.entries(sums).filter(([, ratios]) => ratios.length > 0)
      return Object.fromEntries(measured.map(([name, ratios]) => [name, ratioValue(sumRatios(ratios))]))
    },
  }
}
