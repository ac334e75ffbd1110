import type { PlaceSlicing } from './slicing.ts'

export const position = {
  kind: 'place',
  id: 'position',
  title: 'Position in the output',
  description: 'Where a token of the reference stands, from 1; edits are counted at the token that they belong to',
  field: 'wrong.at',
} satisfies PlaceSlicing
