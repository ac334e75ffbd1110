import { expect, it } from 'vitest'
import { useDraft } from './draft.ts'

it('G37: notices other data of the same name, and not the same data chosen again', () => {
  const draft = useDraft()
  draft.chooseSource({ kind: 'table', train: '/a/pairs.tsv' })
  draft.name.value = 'attempt'
  draft.chooseSource({ kind: 'table', train: '/a/pairs.tsv' })
  expect(draft.carried.value).toBe('')
  draft.chooseSource({ kind: 'table', train: '/b/pairs.tsv' })
  expect(draft.carried.value).toBe('pairs.tsv')
  draft.carried.value = ''
  draft.name.value = '\u0085'
  draft.chooseSource({ kind: 'scan' })
  expect(draft.carried.value).toBe('')
})
