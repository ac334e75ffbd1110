import type { DatasetReport, DatasetRow, LengthHistogram, VocabularyReport } from '../shared/contract/datasets.ts'
import { countRepeats } from './repeats.ts'
import type { Dataset, TokenPair, Vocabulary } from './types.ts'
import { SPECIAL_TOKENS, countTokens } from './vocabulary.ts'

/** Bars of a histogram, at most. */
const BARS = 50
const MOST_FREQUENT = 50
const UNKNOWN_EXAMPLES = 20

/**
 * What a user should see of a data set before training on it. Lengths are those of the training pairs; `rows` are the
 * first so many training pairs and then the first so many validation pairs.
 */
export function describeDataset(dataset: Omit<Dataset, 'tokenizers' | 'digest'>, rows: number): DatasetReport {
  const { train, valid } = dataset
  return {
    trainPairs: train.length,
    validPairs: valid.length,
    tooLong: dataset.tooLong,
    rows: [...firstRows(train, 'train', rows), ...firstRows(valid, 'valid', rows)],
    sourceLengths: lengthHistogram(train.map((pair) => pair.source.length)),
    targetLengths: lengthHistogram(train.map((pair) => pair.target.length)),
    sourceVocabulary: describeVocabulary(
      dataset.sourceVocabulary,
      valid.map((pair) => pair.source),
    ),
    targetVocabulary: describeVocabulary(
      dataset.targetVocabulary,
      valid.map((pair) => pair.target),
    ),
    ...countRepeats(train, valid),
    warnings: dataset.warnings,
  }
}

function firstRows(pairs: readonly TokenPair[], split: DatasetRow['split'], rows: number): DatasetRow[] {
  return pairs.slice(0, rows).map(({ source, target, alignment }) => ({ split, source, target, alignment }))
}

/** Bars of equal, round width from length 1 on. */
export function lengthHistogram(lengths: readonly number[]): LengthHistogram {
  const maximum = lengths.reduce((most, length) => Math.max(most, length), 0)
  const total = lengths.reduce((sum, length) => sum + length, 0)
  const width = roundWidth(maximum / BARS)
  const counts = new Array<number>(Math.ceil(maximum / width)).fill(0)
  for (const length of lengths) {
    const bar = Math.max(0, Math.ceil(length / width) - 1)
    counts[bar] = (counts[bar] ?? 0) + 1
  }
  return { width, counts, mean: lengths.length === 0 ? 0 : total / lengths.length, maximum }
}

/** The next of 1, 2, 5, 10, 20, 50 … */
function roundWidth(width: number): number {
  for (let decade = 1; ; decade *= 10) {
    for (const factor of [1, 2, 5]) if (factor * decade >= width) return factor * decade
  }
}

function describeVocabulary(vocabulary: Vocabulary, validation: readonly (readonly string[])[]): VocabularyReport {
  const seen = countTokens(validation)
  const unknown = [...seen].filter(([token]) => !vocabulary.has(token)).sort((a, b) => b[1] - a[1])
  return {
    size: vocabulary.size,
    mostFrequent: vocabulary.tokens
      .slice(SPECIAL_TOKENS.length, SPECIAL_TOKENS.length + MOST_FREQUENT)
      .map((token, place) => ({ token, count: vocabulary.counts[place + SPECIAL_TOKENS.length] ?? 0 })),
    unknownRate: unknownShare(validation, vocabulary),
    unknownExamples: unknown.slice(0, UNKNOWN_EXAMPLES).map(([token]) => token),
  }
}

/** Share of the tokens that the vocabulary does not know; 0 without tokens. */
export function unknownShare(sequences: readonly (readonly string[])[], vocabulary: Vocabulary): number {
  const { unknown, tokens } = countUnknown(sequences, vocabulary)
  return tokens === 0 ? 0 : unknown / tokens
}

/** Share of the tokens of both sides of the pairs that are `<unk>`. */
export function unknownRate(pairs: readonly TokenPair[], source: Vocabulary, target: Vocabulary): number {
  const left = countUnknown(
    pairs.map((pair) => pair.source),
    source,
  )
  const right = countUnknown(
    pairs.map((pair) => pair.target),
    target,
  )
  const tokens = left.tokens + right.tokens
  return tokens === 0 ? 0 : (left.unknown + right.unknown) / tokens
}

function countUnknown(
  sequences: readonly (readonly string[])[],
  vocabulary: Vocabulary,
): { unknown: number; tokens: number } {
  let unknown = 0
  let tokens = 0
  for (const sequence of sequences) {
    tokens += sequence.length
    for (const token of sequence) if (!vocabulary.has(token)) unknown++
  }
  return { unknown, tokens }
}
