import type { BleuSmoothing, BleuTokenizer } from '../shared/contract/comparison.ts'
import { tokenizeForBleu } from './bleu-tokenizers.ts'
import { type CorpusMetric, SACREBLEU_VERSION, type TextPair } from './corpus-metric.ts'
import { type NgramCounts, countNgrams, ngramsIn, sharedNgrams } from './ngrams.ts'

export interface BleuOptions {
  readonly tokenizer: BleuTokenizer
  readonly smoothing: BleuSmoothing
  /** Of `floor`, what a precision without matches has for matches (0.1); of `add-k`, k (1). */
  readonly smoothingValue?: number
  /** Leave out the orders that the hypothesis is too short for: meant for single sentences. */
  readonly effectiveOrder: boolean
}

export const BLEU_DEFAULTS: BleuOptions = { tokenizer: '13a', smoothing: 'exp', effectiveOrder: false }

const ORDERS = [1, 2, 3, 4] as const
/** Where the sums begin: hypothesis length, reference length, matches by order, n-grams of the hypothesis by order. */
const MATCHES = 2
const TOTALS = MATCHES + ORDERS.length

/**
 * BLEU of Papineni, Roukos, Ward and Zhu (2002), 0 to 100: the geometric mean of the clipped n-gram precisions of orders
 * 1 to 4, times exp(1 − r/c) where the hypotheses (c tokens) are shorter than the references (r tokens, of each sentence
 * the reference nearest in length, the shorter of two equally near). Precisions without a match are smoothed as
 * described by Chen and Cherry (2014). The numbers are sacreBLEU's (Post 2018).
 */
export function createBleu(options: BleuOptions = BLEU_DEFAULTS): CorpusMetric<TextPair> {
  return {
    size: TOTALS + ORDERS.length,
    statistics: (pair) => bleuStatistics(pair, options.tokenizer),
    score: (sums) => bleuScore(sums, options),
  }
}

/** Names all that a score depends on, in sacreBLEU's form. */
export function bleuSignature(references: string, options: BleuOptions = BLEU_DEFAULTS): string {
  const { smoothing, tokenizer, effectiveOrder } = options
  const value = smoothing === 'floor' || smoothing === 'add-k' ? `[${smoothingValue(options).toFixed(2)}]` : ''
  const parts = [`nrefs:${references}`, 'case:mixed', `eff:${effectiveOrder ? 'yes' : 'no'}`, `tok:${tokenizer}`]
  return [...parts, `smooth:${smoothing}${value}`, `version:${SACREBLEU_VERSION}`].join('|')
}

function smoothingValue({ smoothing, smoothingValue: value }: BleuOptions): number {
  return value ?? (smoothing === 'floor' ? 0.1 : 1)
}

function bleuStatistics({ hypothesis, references }: TextPair, tokenizer: BleuTokenizer): number[] {
  const said = tokenizeForBleu(hypothesis, tokenizer)
  const right = references.map((reference) => tokenizeForBleu(reference, tokenizer))
  const counts = countNgrams([said, ...right], ORDERS.length)
  const matches = counts.map(([own = NOTHING, ...allowed]) => sharedNgrams(own, mostOfEach(allowed)))
  const totals = ORDERS.map((order) => ngramsIn(said.length, order))
  return [said.length, nearestLength(said.length, right), ...matches, ...totals]
}

const NOTHING: NgramCounts = []

/** How often an n-gram may be right: as often as in the reference that has most of it. */
function mostOfEach([first = NOTHING, ...others]: readonly NgramCounts[]): NgramCounts {
  for (const counts of others) first = first.map((count, number) => Math.max(count, counts[number] ?? 0))
  return first
}

function nearestLength(length: number, references: readonly (readonly string[])[]): number {
  let nearest = references[0]?.length ?? 0
  for (const { length: other } of references) {
    const closer = Math.abs(other - length) - Math.abs(nearest - length)
    if (closer < 0 || (closer === 0 && other < nearest)) nearest = other
  }
  return nearest
}

function bleuScore(sums: ArrayLike<number>, options: BleuOptions): number {
  const at = (place: number) => sums[place] ?? NaN
  if (!ORDERS.some((order) => at(MATCHES + order - 1) > 0)) return 0
  const value = smoothingValue(options)
  let logarithms = 0
  let orders = 0
  let halvings = 1
  for (const order of ORDERS) {
    const added = options.smoothing === 'add-k' && order > 1 ? value : 0
    let matches = at(MATCHES + order - 1) + added
    const total = at(TOTALS + order - 1) + added
    if (total === 0) break // no hypothesis has so many tokens
    if (matches === 0 && options.smoothing === 'exp') matches = 1 / (halvings *= 2)
    else if (matches === 0 && options.smoothing === 'floor') matches = value
    logarithms += Math.log(matches / total)
    orders++
  }
  if (orders < ORDERS.length && !options.effectiveOrder) return 0
  const [length, reference] = [at(0), at(1)]
  const brevity = length < reference ? Math.exp(1 - reference / length) : 1
  return 100 * brevity * Math.exp(logarithms / orders)
}
