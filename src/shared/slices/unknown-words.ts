import type { PairSlicing } from './slicing.ts'

export const unknownWords = {
  kind: 'pair',
  id: 'unknown-words',
  title: 'Unknown words',
  description: 'Tokens of source and reference that the vocabulary does not know',
  field: 'unknown',
  of: ({ unknown }) => unknown,
} satisfies PairSlicing
