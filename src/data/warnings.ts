import { countRepeats } from './repeats.ts'
import { unknownShare } from './statistics.ts'
import type { Dataset } from './types.ts'
import { type TokenCounts, countSides } from './vocabularies.ts'
import { SPECIAL_TOKENS } from './vocabulary.ts'

/** Training pairs equal to another one, and validation pairs that stand in the training data. */
export function repeatWarnings({ train, valid }: Pick<Dataset, 'train' | 'valid'>): string[] {
  const { duplicatePairs, leakedPairs } = countRepeats(train, valid)
  const warnings: string[] = []
  if (duplicatePairs > 0)
    warnings.push(`${duplicatePairs} of ${train.length} training pairs repeat another one; they are kept`)
  if (leakedPairs > 0)
    warnings.push(`${leakedPairs} of ${valid.length} validation pairs stand in the training data as well`)
  return warnings
}

/** Text that is spelled like a special token. */
export function spellingWarnings(train: TokenCounts, { valid }: Pick<Dataset, 'valid'>): string[] {
  const held = countSides(valid)
  const maps = [train.source, train.target, held.source, held.target]
  return SPECIAL_TOKENS.flatMap((token) => {
    const count = maps.reduce((sum, map) => sum + (map.get(token) ?? 0), 0)
    if (count === 0) return []
    const times = count === 1 ? 'once' : `${count} times`
    return [
      `The text ${token} stands ${times} in the data and is read as <unk>, since it is spelled like a special token`,
    ]
  })
}

/** Most of the validation text unknown: usually the wrong tokeniser. */
export function unknownWarnings(dataset: Pick<Dataset, 'valid' | 'sourceVocabulary' | 'targetVocabulary'>): string[] {
  const sources = dataset.valid.map((pair) => pair.source)
  const targets = dataset.valid.map((pair) => pair.target)
  const shares = [
    { side: 'source', share: unknownShare(sources, dataset.sourceVocabulary) },
    { side: 'target', share: unknownShare(targets, dataset.targetVocabulary) },
  ]
  return shares
    .filter(({ share }) => share > 0.5)
    .map(
      ({ side, share }) =>
        `${Math.round(100 * share)} % of the validation ${side} tokens are not in the vocabulary: does the ${side} tokeniser fit the data?`,
    )
}
