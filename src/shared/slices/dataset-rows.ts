import type { RowSlicing } from './slicing.ts'

export const datasetRows = {
  kind: 'rows',
  id: 'rows',
  title: 'Rows of the dataset',
  description: 'Whether a pair is a row of the dataset that a query finds, as the page of the dataset has it',
  field: 'rows',
} satisfies RowSlicing
