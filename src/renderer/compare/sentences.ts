import type { BoardSentence } from '../../shared/board/board.ts'
import type { SnapshotIndex } from '../../shared/contract/runs.ts'
import { wordsOf } from '../../shared/white-space.ts'
import type { Question } from '../history/answer-store.ts'

export interface ComparedSentence {
  /** The same in every run that watches this sentence. */
  readonly key: string
  readonly source: readonly string[]
  readonly reference: readonly string[]
  /** Of a sentence of one's own, which is asked. */
  readonly question?: Question
}

/** A text of one's own as a sentence; its words stand for tokens until a run has cut it. */
export function ownSentence({ source, target }: BoardSentence): ComparedSentence {
  const question = target ? { source, target } : { source }
  return { key: `own ${JSON.stringify(question)}`, source: wordsOf(source), reference: wordsOf(target ?? ''), question }
}

/** What a tokeniser puts at the borders of words and of the sentence. */
const BORDERS = /<eos>|▁|@@|^##|\s/gu

/** Runs may watch the same sentence under different numbers and cut it into other tokens; its text tells that it is the same. */
export function sentenceKey(source: readonly string[]): string {
  return source.map((token) => token.replace(BORDERS, '')).join('')
}

/** The keys of a run's sentences, by their place; of two that have the same text, the second is another one. */
function keysOf({ sentences }: SnapshotIndex): string[] {
  const times = new Map<string, number>()
  return sentences.map(({ source }) => {
    const key = sentenceKey(source)
    const time = (times.get(key) ?? 0) + 1
    times.set(key, time)
    return time === 1 ? key : `${key} ${time}`
  })
}

/** Every sentence that any of the runs watches, once, in the order of the first run that has it. */
export function comparedSentences(indexes: readonly SnapshotIndex[]): ComparedSentence[] {
  const found = new Map<string, ComparedSentence>()
  for (const index of indexes) {
    const keys = keysOf(index)
    index.sentences.forEach(({ source, reference }, place) => {
      const key = keys[place] ?? ''
      if (!found.has(key)) found.set(key, { key, source, reference })
    })
  }
  return [...found.values()]
}

/** The run's own number of a sentence; null where it does not watch it. */
export function sentenceNumber(index: SnapshotIndex, key: string): number | null {
  return index.sentences[keysOf(index).indexOf(key)]?.index ?? null
}
