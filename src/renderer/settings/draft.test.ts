import { expect, it } from 'vitest'
import { together } from './draft-parts.ts'
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

it('becomes the same as a run, and what it was before when that is left', () => {
  const draft = useDraft()
  draft.chooseSource({ kind: 'scan' })
  draft.set('training.steps', 7)
  draft.presets.value = ['luong-dot', 'luong-concat']
  const before = { ...draft.overrides.value }
  const configuration = together('bigru-plain', {
    data: { source: { kind: 'task', task: 'copy' } },
    training: { steps: 9 },
  })
  draft.open({ kind: 'run', of: 'r1', name: 'first', configuration: { ...configuration, seed: 4, name: 'first' } })
  expect([draft.presets.value, draft.seeds.value, draft.name.value]).toEqual([['bigru-plain'], '4', ''])
  expect(draft.overrides.value.training).toEqual({ steps: 9 })
  draft.open({ kind: 'file', of: 'run.json', name: 'run.json', configuration: { ...configuration, name: 'second' } })
  expect(draft.name.value).toBe('second')
  draft.leave()
  expect(draft.base.value).toBeNull()
  expect(draft.overrides.value).toEqual(before)
  expect(draft.presets.value).toEqual(['luong-dot', 'luong-concat'])
})

it('is what it was before once what it was opened with has been trained, unless that was nothing', () => {
  const draft = useDraft()
  const source = { kind: 'task', task: 'copy' }
  const configuration = together('bigru-plain', { data: { source }, training: { steps: 9 } })
  draft.chooseSource({ kind: 'scan' })
  draft.set('training.optimizer.learningRate', 0.002)
  const before = { ...draft.overrides.value }
  draft.open({ kind: 'run', of: 'r1', name: 'first', configuration })
  draft.set('training.optimizer.learningRate', 0.5)
  draft.done()
  expect([draft.base.value, draft.overrides.value]).toEqual([null, before])

  draft.overrides.value = {}
  draft.open({ kind: 'run', of: 'r1', name: 'first', configuration })
  draft.done()
  expect(draft.source.value).toMatchObject(source)
})
