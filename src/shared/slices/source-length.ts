import type { PairSlicing } from './slicing.ts'

export const sourceLength = {
  kind: 'pair',
  id: 'source-length',
  title: 'Source length',
  description: 'Tokens of the source',
  field: 'source.length',
  of: ({ source }) => source.length,
} satisfies PairSlicing
