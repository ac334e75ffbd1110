import type { PairSlicing } from './slicing.ts'

export const targetLength = {
  kind: 'pair',
  id: 'target-length',
  title: 'Target length',
  description: 'Tokens of the reference',
  field: 'target.length',
  of: ({ target }) => target.length,
} satisfies PairSlicing
