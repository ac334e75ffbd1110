import type { TokenPair } from '../../data/types.ts'
import { exactMatch } from '../../metrics/exact-match.ts'
import { tokenErrors } from '../../metrics/token-error-rate.ts'
import type { PairOutput } from '../../shared/outputs/pair-outputs.ts'
import type { Ratio } from '../../shared/ratio.ts'

/** What came of decoding a pair; `alignment` is that of attention while its target is fed, where there is gold. */
export function pairOutput(
  pair: Pick<TokenPair, 'target' | 'alternatives'>,
  tokens: readonly string[],
  score: number,
  alignment: Ratio | null,
): PairOutput {
  const references = [pair.target, ...pair.alternatives]
  const errors = tokenErrors(tokens, references)
  return {
    tokens,
    score,
    exact: exactMatch(tokens, references).numerator === 1,
    edits: errors.numerator,
    reference: errors.denominator,
    misaligned: alignment?.numerator ?? 0,
    links: alignment?.denominator ?? 0,
  }
}
