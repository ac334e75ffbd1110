import type { TokenPair } from '../../data/types.ts'
import type { ModelConfiguration } from '../../shared/config/model.ts'
import { SaccadeError } from '../../shared/errors.ts'

type AttentionConfiguration = ModelConfiguration['attention']
type Lengths = Pick<TokenPair, 'source' | 'target'>

/** Beyond this much, in either direction, the centre of local-m runs away from the words it should meet. */
const NOTABLE = 1.25

/**
 * The location score has one row of weights for each source position, so longer sources have no scores.
 * @param whose names the sentences, as in “the training pairs”
 * @throws bad-data
 */
export function checkSourceLengths(
  { score, positions }: AttentionConfiguration,
  pairs: readonly Lengths[],
  whose: string,
): void {
  if (score !== 'location') return
  const longest = pairs.reduce((most, { source }) => Math.max(most, source.length), 0) + 1 // with <eos>
  if (longest <= positions) return
  const message = `${whose} hold a source of ${longest} tokens, <eos> included, but the location score knows ${positions} source positions`
  throw new SaccadeError('bad-data', message, {
    hint: `Leave out longer sources, or train a model with model.attention.positions of ${longest} or more, or with another score.`,
    problems: [{ path: 'model.attention.positions', message: `is ${positions}, and a source has ${longest} tokens` }],
  })
}

/** What is odd about the window of local-m on these training pairs: sentences for a person. */
export function windowWarnings({ span, centre, ratio }: AttentionConfiguration, pairs: readonly Lengths[]): string[] {
  if (span !== 'local-m') return []
  const total = (side: keyof Lengths) => pairs.reduce((sum, pair) => sum + pair[side].length + 1, 0)
  const measured = total('source') / total('target')
  const assumed = centre === 'ratio' ? ratio : 1
  if (Math.max(measured / assumed, assumed / measured) <= NOTABLE) return []
  const shown = Number(measured.toPrecision(3))
  return [
    `The window moves on by ${assumed} source positions a target token, but the training pairs have ${shown} source tokens for each target token; consider model.attention.centre=ratio with model.attention.ratio=${shown}`,
  ]
}
