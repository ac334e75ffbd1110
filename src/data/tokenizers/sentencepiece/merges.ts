import type { Piece } from './model.ts'
import type { Trie } from './trie.ts'
import type { Cut } from './unigram.ts'

interface Symbol {
  text: string
  previous: number
  next: number
  /** A user-defined symbol, which nothing is merged with. */
  readonly frozen: boolean
}

interface Candidate {
  readonly left: number
  readonly right: number
  readonly score: number
  readonly size: number
}

/** Merges neighbours by the scores of what they make, as `bpe::Model::Encode` does: the best first, of equals the leftmost. */
export function createMerger(pieces: readonly Piece[], userDefined: Trie): (text: string) => Cut[] {
  const known = new Map(
    pieces.flatMap((piece) =>
      piece.kind === 'normal' || piece.kind === 'user-defined' || piece.kind === 'unused' ? [[piece.text, piece]] : [],
    ),
  )
  return (text) => {
    const symbols = symbolsOf(text, userDefined)
    const agenda = createAgenda()
    /** How a piece that is not to be used was put together. */
    const parts = new Map<string, readonly [string, string]>()
    const consider = (left: number, right: number) => {
      const [one, other] = [symbols[left], symbols[right]]
      if (!one || !other || one.frozen || other.frozen) return
      const merged = one.text + other.text
      const piece = known.get(merged)
      if (!piece) return
      agenda.push({ left, right, score: piece.score, size: merged.length })
      if (piece.kind === 'unused') parts.set(merged, [one.text, other.text])
    }
    for (let place = 1; place < symbols.length; place++) consider(place - 1, place)
    for (let top = agenda.pop(); top; top = agenda.pop()) {
      const [one, other] = [symbols[top.left], symbols[top.right]]
      if (!one || !other || one.text === '' || other.text === '') continue
      if (one.text.length + other.text.length !== top.size) continue
      one.text += other.text
      one.next = other.next
      const after = symbols[other.next]
      if (after) after.previous = top.left
      other.text = ''
      consider(one.previous, top.left)
      consider(top.left, one.next)
    }
    const cuts: Cut[] = []
    const put = (piece: string) => {
      const found = known.get(piece)
      const halves = found?.kind === 'unused' ? parts.get(piece) : undefined
      if (halves) halves.forEach(put)
      else cuts.push({ text: piece, known: found !== undefined })
    }
    for (let place = 0; place !== -1 && place < symbols.length; place = symbols[place]?.next ?? -1)
      put(symbols[place]?.text ?? '')
    return cuts
  }
}

function symbolsOf(text: string, userDefined: Trie): Symbol[] {
  const symbols: Symbol[] = []
  for (let at = 0; at < text.length;) {
    const longest = userDefined.longest(text, at)
    const length = longest > 0 ? longest : (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    symbols.push({
      text: text.slice(at, at + length),
      previous: symbols.length - 1,
      next: at + length < text.length ? symbols.length + 1 : -1,
      frozen: longest > 0,
    })
    at += length
  }
  return symbols
}

/** A heap of candidates. */
function createAgenda(): { push(candidate: Candidate): void; pop(): Candidate | undefined } {
  const heap: Candidate[] = []
  const isBefore = (a: Candidate, b: Candidate) => a.score > b.score || (a.score === b.score && a.left < b.left)
  const swapIfBefore = (below: number, above: number): boolean => {
    const [a, b] = [heap[below], heap[above]]
    if (!a || !b || !isBefore(a, b)) return false
    heap[below] = b
    heap[above] = a
    return true
  }
  return {
    push(candidate) {
      heap.push(candidate)
      for (let at = heap.length - 1; at > 0 && swapIfBefore(at, (at - 1) >> 1); at = (at - 1) >> 1);
    },
    pop() {
      const [top] = heap
      const last = heap.pop()
      if (heap.length === 0 || !last) return top
      heap[0] = last
      for (let at = 0; ;) {
        const [left, right] = [2 * at + 1, 2 * at + 2]
        const [a, b] = [heap[left], heap[right]]
        const better = a && b && isBefore(b, a) ? right : left
        if (!swapIfBefore(better, at)) return top
        at = better
      }
    },
  }
}
