import { EOS } from '../../data/vocabulary.ts'
import { isAllowed } from './log-probabilities.ts'
import { lengthPenalty, penalizedScore, type Penalties } from './penalties.ts'

export interface BeamSentenceOptions extends Penalties {
  /** Hypotheses kept at every step. */
  readonly size: number
  /** Hypotheses wanted. */
  readonly best: number
  /** Most tokens, `<eos>` counted. */
  readonly limit: number
}

/** A hypothesis as the chain of its tokens, the last one first. */
export interface Prefix {
  readonly before: Prefix | null
  readonly token: number
  /** The row of the batch in which the token's step was made. */
  readonly row: number
  /** Sum of the log-probabilities up to here. */
  readonly score: number
  readonly length: number
}

export interface Ended {
  readonly prefix: Prefix
  /** Whether it ended with `<eos>`, and not at the limit. */
  readonly ended: boolean
  readonly penalizedScore: number
  /** Coverage term, without β; 0 without coverage penalty. */
  readonly coverage: number
}

/** What became of a step's candidates. */
export interface Taken {
  /** Those that live on, and those that the limit cut off, the best first. */
  readonly living: readonly Prefix[]
  readonly ended: readonly Ended[]
  readonly cutOff: readonly Ended[]
}

/** The most probable continuations of a sentence's hypotheses by one token, as the device found them. */
export interface Candidates {
  /** Falling; each relative to {@link BeamSentence.base}. */
  readonly values: ArrayLike<number>
  /** Slot · vocabulary + token. */
  readonly indices: ArrayLike<number>
  readonly vocabulary: number
  /** Coverage term of each slot, this step's attention counted; null without coverage penalty. */
  readonly coverage: ArrayLike<number> | null
  /** Row of the batch of the first slot. */
  readonly firstRow: number
}

/** The search for one sentence: what is alive, what has ended, and whether it is worth going on. */
export interface BeamSentence {
  /** The prefixes that live, the best first; empty before the first step and after the last. */
  readonly live: readonly Prefix[]
  /** Whether a step was taken. */
  readonly started: boolean
  /** Whether another step may find something better. */
  readonly open: boolean
  /** Log-probability of the best living prefix. */
  readonly base: number
  take(candidates: Candidates): Taken
  /** The best hypotheses, at most `best` of them: those that ended with `<eos>` by their penalised score, then those cut off at the limit. */
  results(): Ended[]
}

/**
 * Each step keeps the `size` best continuations by log-probability; those that end with `<eos>` leave the beam and are
 * ranked by their penalised score. The search ends when the best of the living cannot come to a higher penalised score
 * than the n-th of the ended (n = `best`): its log-probability can only fall, its length penalty is at most
 * that of the limit, and no coverage term is above 0, so that `score / lengthPenalty(limit)` bounds all it can become.
 */
export function createBeamSentence(options: BeamSentenceOptions): BeamSentence {
  const { size, best, limit } = options
  let live: Prefix[] = []
  let started = false
  let open = true
  const ended: Ended[] = []
  let cutOff: Ended[] = []

  function end(prefix: Prefix, coverage: number, withEos: boolean): Ended {
    const score = penalizedScore({ score: prefix.score, tokens: prefix.length, coverage }, options)
    return { prefix, ended: withEos, penalizedScore: score, coverage }
  }

  function hopeless(): boolean {
    const [first] = live
    const toBeat = ended[best - 1]
    if (!first || !toBeat) return !first
    return first.score / lengthPenalty(limit, options.lengthPenalty) <= toBeat.penalizedScore
  }

  return {
    get live() {
      return live
    },
    get started() {
      return started
    },
    get open() {
      return open
    },
    get base() {
      return live[0]?.score ?? 0
    },
    take({ values, indices, vocabulary, coverage, firstRow }) {
      const base = live[0]?.score ?? 0
      const next: Prefix[] = []
      const finished: Ended[] = []
      const reached: number[] = [] // coverage terms of `next`
      for (let place = 0; place < size; place++) {
        const value = values[place] ?? NaN
        const index = indices[place] ?? 0
        if (!isAllowed(value)) break
        const slot = Math.floor(index / vocabulary)
        const before = live[slot] ?? null
        const token = index % vocabulary
        const length = (before?.length ?? 0) + 1
        const prefix = { before, token, row: firstRow + slot, score: base + value, length }
        const term = coverage?.[slot] ?? 0
        if (token === EOS) {
          finished.push(end(prefix, term, true))
        } else {
          next.push(prefix)
          reached.push(term)
        }
      }
      ended.push(...finished)
      ended.sort(byPenalizedScore)
      ended.length = Math.min(ended.length, best)
      live = next
      started = true
      if (next[0]?.length === limit) {
        cutOff = next.map((prefix, place) => end(prefix, reached[place] ?? 0, false)).sort(byPenalizedScore)
        live = []
      }
      open = !hopeless()
      if (!open) live = []
      return { living: next, ended: finished, cutOff }
    },
    results: () => [...ended, ...cutOff].slice(0, best),
  }
}

function byPenalizedScore(a: Ended, b: Ended): number {
  return b.penalizedScore - a.penalizedScore
}

/** The chain from its first token to its last. */
export function prefixChain(last: Prefix): Prefix[] {
  const chain: Prefix[] = []
  for (let prefix: Prefix | null = last; prefix; prefix = prefix.before) chain.push(prefix)
  return chain.reverse()
}
