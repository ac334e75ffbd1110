import type { Piece } from './model.ts'
import { createTrie } from './trie.ts'

/** What an unknown character costs below the least probable piece. */
const UNKNOWN_PENALTY = 10
/** The smallest normal 32-bit number, with which the library's search for the largest score begins. */
const SMALLEST = 1.1754943508222875e-38

/**
 * The most probable cut under a unigram model (Kudo 2018), as `unigram::Model::EncodeOptimized` finds it, sums in 32 bits
 * included. Scores of user-defined symbols make them always win.
 * @returns pieces with whether they are known
 */
export function createUnigram(pieces: readonly Piece[]): (text: string) => Cut[] {
  const normal = pieces.filter(({ kind }) => kind === 'normal').map(({ score }) => score)
  const largest = normal.reduce((most, score) => Math.max(most, score), SMALLEST)
  const unknown = Math.fround(normal.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY)
  const scores = Float64Array.from(pieces, ({ kind, score, text }) =>
    kind === 'user-defined' ? Math.fround(new TextEncoder().encode(text).length * largest) - 0.1 : score,
  )
  const trie = createTrie(pieces.flatMap(({ kind, text }, id) => (isUsed(kind) ? [[text, id] as const] : [])))
  return (text) => {
    const best = new Float32Array(text.length + 1)
    const startsAt = new Int32Array(text.length + 1).fill(-1)
    const ids = new Int32Array(text.length + 1).fill(-1)
    const offer = (end: number, start: number, score: number, id: number) => {
      if (startsAt[end] !== -1 && score <= (best[end] ?? 0)) return
      best[end] = score
      startsAt[end] = start
      ids[end] = id
    }
    for (let start = 0; start < text.length;) {
      const here = best[start] ?? 0
      const length = (text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1
      let isSingle = false
      for (let node = 0, end = start; end < text.length;) {
        node = trie.step(node, text.charCodeAt(end))
        if (node < 0) break
        end++
        const id = trie.valueAt(node)
        if (id < 0) continue
        offer(end, start, (scores[id] ?? 0) + here, id)
        if (end - start === length) isSingle = true
      }
      if (!isSingle) offer(start + length, start, Math.fround(unknown + here), -1)
      start += length
    }
    const cuts: Cut[] = []
    for (let end = text.length; end > 0; end = startsAt[end] ?? 0)
      cuts.push({ text: text.slice(startsAt[end] ?? 0, end), known: (ids[end] ?? -1) >= 0 })
    return cuts.reverse()
  }
}

export interface Cut {
  readonly text: string
  readonly known: boolean
}

function isUsed(kind: Piece['kind']): boolean {
  return kind === 'normal' || kind === 'user-defined'
}
