import { expect, it } from 'vitest'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { sharingTokens } from './shared-tokens.ts'

const sentence = () => ({ index: 0, source: ['a', '<eos>'], reference: ['b'], alignment: null })
const map = (target: readonly string[]): AttentionMap => ({
  mode: 'teacher-forced',
  source: ['a', '<eos>'],
  target,
  layers: 1,
  heads: 1,
  weights: new Float32Array(2 * target.length),
})
const snapshot = (step: number, target: readonly string[]) => ({
  run: 'r',
  step,
  sentence: sentence(),
  text: '',
  maps: [map(target)],
})

it('what says the same is one object, what does not stays as it came', () => {
  const known = sentence()
  const before = sharingTokens(snapshot(1, ['b', '<eos>']), [known])
  expect(before.sentence).toBe(known)
  expect(before.maps[0]?.source).toBe(known.source)
  const same = sharingTokens(snapshot(2, ['b', '<eos>']), [known], before)
  expect(same.maps[0]?.target).toBe(before.maps[0]?.target)
  const other = snapshot(3, ['c', '<eos>'])
  expect(sharingTokens(other, [], before)).toEqual(other)
})
