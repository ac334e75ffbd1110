import type { DataConfiguration, DataSource } from '../shared/config/data.ts'
import { counted } from '../shared/counted.ts'
import { namesColumn } from './column-names.ts'
import { countRepeats } from './repeats.ts'
import { unknownShare } from './statistics.ts'
import type { Dataset, RawPair } from './types.ts'
import { type TokenCounts, countSides } from './vocabularies.ts'
import { SPECIAL_TOKENS } from './vocabulary.ts'

/** Training pairs equal to another one, and validation pairs that stand in the training data. */
export function repeatWarnings({ train, valid }: Pick<Dataset, 'train' | 'valid'>): string[] {
  const { duplicatePairs, leakedPairs } = countRepeats(train, valid)
  const warnings: string[] = []
  if (duplicatePairs > 0)
    warnings.push(
      `${duplicatePairs} of ${counted(train.length, 'training pair')} ${duplicatePairs === 1 ? 'repeats another one and is' : 'repeat another one and are'} kept`,
    )
  if (leakedPairs > 0)
    warnings.push(
      `${leakedPairs} of ${counted(valid.length, 'validation pair')} ${leakedPairs === 1 ? 'stands' : 'stand'} in the training data as well`,
    )
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

/** A first line of a table that looks like a header, where none is set. */
export function headerWarnings(
  source: DataSource,
  read: { train: readonly RawPair[]; valid: readonly RawPair[] | null },
) {
  if (source.kind !== 'table' || source.header) return []
  return [read.train, read.valid ?? []].flatMap(([first]) => {
    if (!first) return []
    if (!namesColumn(first.source) || !namesColumn(first.target)) return []
    const cells = `“${first.source}” and “${first.target}”`
    return [
      `${first.origin} looks like a header (${cells}) and is taken for a pair; if it is one, set data.source.header to true`,
    ]
  })
}

/** Most of the validation text unknown: left out by the settings of the vocabulary, or cut by the wrong tokeniser. */
export function unknownWarnings(
  dataset: Pick<Dataset, 'valid' | 'sourceVocabulary' | 'targetVocabulary'>,
  train: TokenCounts,
  settings: DataConfiguration['vocabulary'],
): string[] {
  const vocabularies = { source: dataset.sourceVocabulary, target: dataset.targetVocabulary }
  return (['source', 'target'] as const).flatMap((side) => {
    const sequences = dataset.valid.map((pair) => pair[side])
    const share = unknownShare(sequences, vocabularies[side])
    if (share <= 0.5) return []
    const unknown = sequences.flat().filter((token) => !vocabularies[side].has(token))
    const counts = settings.joint ? [train.source, train.target] : [train[side]]
    const leftOut = unknown.filter((token) => counts.some((seen) => seen.has(token)))
    const why =
      leftOut.length > unknown.length / 2
        ? `, most of them left out by ${describeSettings(settings)}`
        : `: does the ${side} tokeniser fit the data?`
    return [`${Math.round(100 * share)} % of the validation ${side} tokens are not in the vocabulary${why}`]
  })
}

/** Those of the settings that can leave a token out. */
function describeSettings({ minimumFrequency, maximumSize }: DataConfiguration['vocabulary']): string {
  const names = [
    ...(minimumFrequency > 1 ? [`data.vocabulary.minimumFrequency (${minimumFrequency})`] : []),
    ...(maximumSize > 0 ? [`data.vocabulary.maximumSize (${maximumSize})`] : []),
  ]
  return names.join(' and ') || 'their spelling, that of special tokens'
}
