import { type CorpusMetric, SACREBLEU_VERSION, type TextPair } from './corpus-metric.ts'
import { type NgramCounts, countNgrams, sharedNgrams } from './ngrams.ts'
import { wordsOf } from './white-space.ts'

export interface ChrfOptions {
  /** Longest n-grams of characters. */
  readonly characterOrder: number
  /** Longest n-grams of words: 0 for chrF, 2 for chrF++. */
  readonly wordOrder: number
  /** How many times as much recall counts as precision. */
  readonly beta: number
}

export const CHRF_DEFAULTS: ChrfOptions = { characterOrder: 6, wordOrder: 0, beta: 2 }
export const CHRF_PLUS_PLUS: ChrfOptions = { ...CHRF_DEFAULTS, wordOrder: 2 }

/** The n-grams of one text, the orders of characters before those of words. */
type Orders = readonly NgramCounts[]

/**
 * chrF of Popović (2015), 0 to 100: the F-score, with β = 2, of the precision and the recall of character n-grams of
 * orders 1 to 6, each averaged over the orders that both sides have; white space does not count. chrF++ (Popović 2017)
 * has word n-grams of orders 1 and 2 beside them, punctuation at a word's edge standing alone. Of several references the
 * one with the best score of the sentence counts. The numbers are sacreBLEU's (Post 2018).
 */
export function createChrf(options: ChrfOptions = CHRF_DEFAULTS): CorpusMetric<TextPair> {
  return {
    // Of every order: n-grams of the hypothesis, of the reference, and of both.
    size: 3 * (options.characterOrder + options.wordOrder),
    statistics({ hypothesis, references }) {
      const said = ordersOf(hypothesis, options)
      const candidates = references.map((reference) => compareOrders(said, ordersOf(reference, options)))
      return bestOf(candidates, options) ?? compareOrders(said, ordersOf('', options))
    },
    score: (sums) => chrfScore(sums, options),
  }
}

/** Names all that a score depends on, in sacreBLEU's form. */
export function chrfSignature(references: string, { characterOrder, wordOrder }: ChrfOptions = CHRF_DEFAULTS): string {
  const parts = [`nrefs:${references}`, 'case:mixed', 'eff:yes', `nc:${characterOrder}`, `nw:${wordOrder}`, 'space:no']
  return [...parts, `version:${SACREBLEU_VERSION}`].join('|')
}

function ordersOf(text: string, { characterOrder, wordOrder }: ChrfOptions): Orders {
  const words = wordsOf(text)
  const characters = Array.from(words.join(''))
  const parts = wordOrder > 0 ? words.flatMap(splitPunctuation) : []
  return [
    ...upTo(characterOrder).map((order) => countNgrams(characters, order, '')),
    ...upTo(wordOrder).map((order) => countNgrams(parts, order, ' ')),
  ]
}

const upTo = (order: number) => Array.from({ length: order }, (_, index) => index + 1)

const ENDS_WITH_PUNCTUATION = /^(.+)([!-/:-@[-`{-~])$/su
const BEGINS_WITH_PUNCTUATION = /^([!-/:-@[-`{-~])(.+)$/su

/** Cuts one ASCII punctuation mark off a word: the last character where it is one, else the first. */
function splitPunctuation(word: string): string[] {
  const cut = ENDS_WITH_PUNCTUATION.exec(word) ?? BEGINS_WITH_PUNCTUATION.exec(word)
  return cut ? cut.slice(1) : [word]
}

/** An order that the reference has no n-grams of tells nothing of the hypothesis either. */
function compareOrders(said: Orders, right: Orders): number[] {
  return said.flatMap((counts, index) => {
    const allowed = right[index] ?? new Map<string, number>()
    return allowed.size === 0 ? [0, 0, 0] : [sizeOf(counts), sizeOf(allowed), sharedNgrams(counts, allowed)]
  })
}

function sizeOf(counts: NgramCounts): number {
  let size = 0
  for (const count of counts.values()) size += count
  return size
}

/** The first of equally good ones; undefined without any. */
function bestOf(candidates: readonly number[][], options: ChrfOptions): number[] | undefined {
  let best = candidates[0]
  if (candidates.length < 2) return best
  let most = -Infinity
  for (const candidate of candidates) {
    const score = chrfScore(candidate, options)
    if (score > most) [best, most] = [candidate, score]
  }
  return best
}

function chrfScore(sums: ArrayLike<number>, { beta }: ChrfOptions): number {
  let [precision, recall, orders] = [0, 0, 0]
  for (let place = 0; place < sums.length; place += 3) {
    const [said = 0, right = 0, shared = 0] = [sums[place], sums[place + 1], sums[place + 2]]
    if (said === 0 || right === 0) continue
    precision += shared / said
    recall += shared / right
    orders++
  }
  if (precision + recall === 0) return 0
  precision /= orders
  recall /= orders
  return (100 * (1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall)
}
