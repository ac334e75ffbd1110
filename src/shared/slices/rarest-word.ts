import type { PairSlicing } from './slicing.ts'

export const rarestWord = {
  kind: 'pair',
  id: 'rarest-word',
  title: 'Rarest word',
  description: 'How often the training pairs have the source token that they have least often; 0 where one is unknown',
  field: 'rarest',
  of: ({ rarest }) => rarest,
} satisfies PairSlicing
