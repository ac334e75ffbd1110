import { ratioValue } from '../shared/ratio.ts'

/**
 * The sacreBLEU whose numbers ours equal; `test/metrics` holds fixtures made by it. It stands in the signatures.
 */
export const SACREBLEU_VERSION = '2.6.0'

/** A sentence to score, as text: what the model said, and one or more right answers. */
export interface TextPair {
  readonly hypothesis: string
  readonly references: readonly string[]
}

/**
 * A metric of a corpus as a function of sums over its sentences. So a corpus can be scored however it is cut, and
 * resampled without looking at a text again.
 */
export interface CorpusMetric<Sentence> {
  /** How many numbers are summed. */
  readonly size: number
  /** The numbers of one sentence. */
  statistics(sentence: Sentence): readonly number[]
  /** The score that the sums stand for. */
  score(sums: ArrayLike<number>): number
}

/** The score of numbers that are numerator and denominator; NaN where there was nothing to count. */
export const RATIO_METRIC: Pick<CorpusMetric<never>, 'size' | 'score'> = {
  size: 2,
  score: (sums) => ratioValue({ numerator: sums[0] ?? NaN, denominator: sums[1] ?? NaN }),
}

/** The sums of several sentences' numbers. */
export function sumStatistics(size: number, sentences: Iterable<ArrayLike<number>>): Float64Array {
  const sums = new Float64Array(size)
  for (const numbers of sentences) {
    for (let place = 0; place < size; place++) sums[place] = (sums[place] ?? 0) + (numbers[place] ?? NaN)
  }
  return sums
}

/** The score of all sentences together. */
export function corpusScore<Sentence>(metric: CorpusMetric<Sentence>, sentences: readonly Sentence[]): number {
  return metric.score(sumStatistics(metric.size, sentences.map(metric.statistics)))
}

/** How many references a sentence has, for a signature: a number, or `var` where sentences differ. */
export function referenceCount(pairs: Iterable<TextPair>): string {
  const counts = new Set<number>()
  for (const { references } of pairs) counts.add(references.length)
  const [first, ...others] = counts
  return first === undefined || others.length > 0 ? 'var' : String(first)
}
