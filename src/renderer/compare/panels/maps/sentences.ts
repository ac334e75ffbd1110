import type { SnapshotIndex } from '../../../../shared/contract/runs.ts'

export interface ComparedSentence {
  /** The same in every run that watches this sentence. */
  readonly key: string
  readonly source: readonly string[]
  readonly reference: readonly string[]
}

/** Runs may watch the same sentence under different numbers; its tokens tell that it is the same. */
export function sentenceKey(source: readonly string[]): string {
  return JSON.stringify(source)
}

/** Every sentence that any of the runs watches, once, in the order of the first run that has it. */
export function comparedSentences(indexes: readonly SnapshotIndex[]): ComparedSentence[] {
  const found = new Map<string, ComparedSentence>()
  for (const { sentences } of indexes) {
    for (const { source, reference } of sentences) {
      const key = sentenceKey(source)
      if (!found.has(key)) found.set(key, { key, source, reference })
    }
  }
  return [...found.values()]
}

/** The run's own number of a sentence; null where it does not watch it. */
export function sentenceNumber(index: SnapshotIndex, key: string): number | null {
  return index.sentences.find((sentence) => sentenceKey(sentence.source) === key)?.index ?? null
}
