import { expect, it } from 'vitest'
import { faultIn } from './query-fault.ts'

const said = (text: string, start: number, end: number, message = 'A value is missing here') =>
  faultIn(text, { message, start, end }).said

it('says where a fault is, once', () => {
  expect(said('score=', 6, 6)).toBe('A value is missing here, at the end')
  expect(said('score= )', 6, 6)).toBe('A value is missing here, before “)”')
  expect(said('a !b', 2, 3, 'This is wrong')).toBe('This is wrong, at “!”')
  expect(said('scor=1', 0, 4, 'There is no field “scor”')).toBe('There is no field “scor”')
})

it('marks a fault of no width by a space', () => {
  expect(faultIn('score=', { message: '', start: 6, end: 6 })).toMatchObject({ before: 'score=', at: ' ', after: '' })
})
