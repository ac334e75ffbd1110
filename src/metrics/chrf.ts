import { type CorpusMetric, SACREBLEU_VERSION, type TextPair } from './corpus-metric.ts'
import { countNgrams, ngramsIn, sharedNgrams } from './ngrams.ts'
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

/**
 * chrF of Popović (2015), 0 to 100: the F-score, with β = 2, of the precision and the recall of character n-grams of
 * orders 1 to 6, each averaged over the orders that both sides have; white space does not count. chrF++ (Popović 2017)
 * has word n-grams of orders 1 and 2 beside them, punctuation at a word's edge standing alone. Of several references the
 * one with the best score of the sentence counts. The numbers are sacreBLEU's (Post 2018).
 */
export function createChrf(options: ChrfOptions = CHRF_DEFAULTS): CorpusMetric<TextPair> {
  // Of every order: n-grams of the hypothesis, of the reference, and of both.
  const size = 3 * (options.characterOrder + options.wordOrder)
  return {
    size,
    statistics({ hypothesis, references }) {
      const words = [hypothesis, ...references].map(wordsOf)
      const characters = words.map((own) => Array.from(own.join('')))
      const parts = options.wordOrder > 0 ? words.map((own) => own.flatMap(splitPunctuation)) : []
      const byCharacters = compareToFirst(characters, options.characterOrder)
      const byWords = compareToFirst(parts, options.wordOrder)
      const candidates = byCharacters.map((numbers, index) => [...numbers, ...(byWords[index] ?? [])])
      return bestOf(candidates, options) ?? new Array<number>(size).fill(0)
    },
    score: (sums) => chrfScore(sums, options),
  }
}

/** Names all that a score depends on, in sacreBLEU's form. */
export function chrfSignature(references: string, { characterOrder, wordOrder }: ChrfOptions = CHRF_DEFAULTS): string {
  const parts = [`nrefs:${references}`, 'case:mixed', 'eff:yes', `nc:${characterOrder}`, `nw:${wordOrder}`, 'space:no']
  return [...parts, `version:${SACREBLEU_VERSION}`].join('|')
}

const ENDS_WITH_PUNCTUATION = /^(.+)([!-/:-@[-`{-~])$/su
const BEGINS_WITH_PUNCTUATION = /^([!-/:-@[-`{-~])(.+)$/su

/** Cuts one ASCII punctuation mark off a word: the last character where it is one, else the first. */
function splitPunctuation(word: string): string[] {
  const cut = ENDS_WITH_PUNCTUATION.exec(word) ?? BEGINS_WITH_PUNCTUATION.exec(word)
  return cut ? cut.slice(1) : [word]
}

/**
 * Of every text but the first, for each order: the n-grams of the first text, its own, and those of both. An order that it
 * has no n-grams of tells nothing of the first either.
 */
function compareToFirst(texts: readonly (readonly string[])[], longest: number): number[][] {
  const counts = countNgrams(texts, longest)
  const [said = [], ...others] = texts
  return others.map((right, index) =>
    counts.flatMap(([own = [], ...allowed], before) => {
      const total = ngramsIn(right.length, before + 1)
      if (total === 0) return [0, 0, 0]
      return [ngramsIn(said.length, before + 1), total, sharedNgrams(own, allowed[index] ?? [])]
    }),
  )
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
