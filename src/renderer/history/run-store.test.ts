import { expect, it } from 'vitest'
import { assignPlaces, newestFirst } from './run-store.ts'

it('G30: runs are listed and coloured in the order in which they were made, whatever their ids and whenever heard of', () => {
  const heard = [3, 1, 6, 2, 5, 4].map((sequence) => ({ run: `r${'qzbxam'.charAt(sequence - 1)}`, sequence }))
  const list = newestFirst(heard)
  expect(list.map(({ sequence }) => sequence)).toEqual([6, 5, 4, 3, 2, 1])
  const places = assignPlaces({}, list)
  expect(list.map(({ run }) => places[run])).toEqual([5, 4, 3, 2, 1, 0])
})

it('gives a run its colour for life and reuses those that fell free', () => {
  const first = assignPlaces({}, [named('b'), named('a')]) // newest first
  expect(first).toEqual({ a: 0, b: 1 })
  const second = assignPlaces(first, [named('c'), named('b')])
  expect(second).toEqual({ b: 1, c: 0 })
  expect(assignPlaces(second, [named('c'), named('b')])).toBe(second)
})

const named = (run: string) => ({ run })
