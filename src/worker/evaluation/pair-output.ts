import type { Tokenizer } from '../../data/tokenizers/tokenizer.ts'
import type { TokenPair } from '../../data/types.ts'
import { exactMatch } from '../../metrics/exact-match.ts'
import { tokenErrors } from '../../metrics/token-error-rate.ts'
import type { PairOutput } from '../../shared/outputs/pair-outputs.ts'
import type { Ratio } from '../../shared/ratio.ts'

export interface DecodedPair extends Pick<Tokenizer, 'join'> {
  readonly score: number
  /** That of attention while the target is fed, where there is gold. */
  readonly alignment: Ratio | null
}

/** What came of decoding a pair. It is exact where the text is, whatever pieces it was put together from. */
export function pairOutput(
  pair: Pick<TokenPair, 'target' | 'alternatives'>,
  tokens: readonly string[],
  { score, alignment, join }: DecodedPair,
): PairOutput {
  const references = [pair.target, ...pair.alternatives]
  const errors = tokenErrors(tokens, references)
  return {
    tokens,
    score,
    exact: exactMatch(join(tokens), references.map(join)).numerator === 1,
    edits: errors.numerator,
    reference: errors.denominator,
    misaligned: alignment?.numerator ?? 0,
    links: alignment?.denominator ?? 0,
  }
}
