import { expect, it } from 'vitest'
import { colourOfRun } from './run-colour.ts'
import { newestFirst } from './run-store.ts'
import { runColour } from '../ui/colours.ts'

it('G30: runs are listed and coloured in the order in which they were made, whatever their ids and whenever heard of', () => {
  const heard = [3, 1, 6, 2, 5, 4].map((sequence) => ({
    run: `r${'qzbxam'.charAt(sequence - 1)}`,
    sequence,
    colour: null,
  }))
  const list = newestFirst(heard)
  expect(list.map(({ sequence }) => sequence)).toEqual([6, 5, 4, 3, 2, 1])
  expect(list.map(colourOfRun)).toEqual([5, 4, 3, 2, 1, 0].map(runColour))
})

it('a run has the colour that the user gave it, else one hue for life', () => {
  expect(colourOfRun({ sequence: 3, colour: '#0072b2' })).toEqual({ css: '#0072b2', dash: [] })
  expect(colourOfRun({ sequence: 300, colour: null })).toEqual(colourOfRun({ sequence: 300 % 7, colour: null }))
  expect(colourOfRun({ sequence: 300, colour: null }).dash).toEqual([])
})
