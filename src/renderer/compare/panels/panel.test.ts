import { expect, it } from 'vitest'
import { z } from 'zod'
import { significanceOptions } from '../../../shared/board/compared-panels.ts'
import { readOptions } from '../../../shared/board/read-options.ts'
import { choice } from '../../../shared/config/fields.ts'
import { curvesOptions, newChart } from '../../../shared/board/curves-panel.ts'
import { mapsOptions } from './maps/options.ts'
import { optionsForm } from './panel.ts'
import { valuesOptions } from './values/options.ts'

const definition = { kind: 'k', title: 'T', description: '', width: 12, height: { share: 1, least: 1 }, component: {} }

it('makes a form of the options that have no control in the panel', () => {
  const options = z.object({
    order: z.array(z.string()).default([]),
    most: z.int().min(1).max(9).nullable().default(null).meta({ title: 'At most', description: 'Rows' }),
    of: choice(['best', 'last'], 'best', { title: 'Of', description: 'Which', 'x-labels': { best: 'The best' } }),
  })
  const { fields } = optionsForm({ ...definition, options, ownControls: ['order'] })
  expect(fields).toMatchObject([
    { path: 'most', title: 'At most', kind: 'integer', nullable: true, minimum: 1, maximum: 9, fallback: null },
    { path: 'of', kind: 'choice', fallback: 'best', options: [{ text: 'The best' }, { text: 'last' }] },
  ])
})

it('offers in a report what that can answer for', () => {
  const options = z.object(
    Object.fromEntries(
      ['mine', 'models', 'outputs'].map((name) => [name, z.boolean().default(true).meta({ title: name })]),
    ),
  )
  const asking = { ...definition, options, asksHost: ['models'], asksOutputs: ['outputs'] }
  const offered = (report: { whole: boolean } | null) => optionsForm(asking, report).fields.map(({ path }) => path)
  expect(offered(null)).toEqual(['mine', 'models', 'outputs'])
  expect(offered({ whole: true })).toEqual(['mine', 'outputs'])
  expect(offered({ whole: false })).toEqual(['mine'])
})

it('reads what a board says of options, each by itself', () => {
  const read = readOptions({ options: significanceOptions }, { metric: 'bleu', resamples: 3, unknown: true })
  expect(read).toMatchObject({ metric: 'bleu', resamples: 1000 })
})

it('keeps of a list what can be read, and says what was left out', () => {
  const notes: string[] = []
  const charts = [{ metric: 'valid/loss' }, { metric: 'valid/of_the_future' }]
  const read = readOptions({ options: curvesOptions }, { charts, axis: 'weeks', depth: 3, logarithmic: true }, notes)
  expect(read.charts.map(({ metric }) => metric)).toEqual(['valid/loss'])
  expect(read).toMatchObject({ axis: 'step', logarithmic: true })
  expect(notes).toEqual([
    'charts.1 was left out: charts.1.metric “valid/of_the_future” cannot be read.',
    'axis was left out: “weeks” cannot be read.',
    'depth was left out: this Saccade knows no such option.',
  ])
})

it('says what it does not know within an option, and keeps the rest', () => {
  const notes: string[] = []
  const charts = [
    { metric: 'valid/of_the_future', log: true, large: true },
    { metric: 'valid/loss', log: true, large: true },
  ]
  expect(readOptions({ options: curvesOptions }, { charts }, notes).charts).toEqual([
    { ...newChart('valid/loss'), large: true },
  ])
  readOptions({ options: mapsOptions }, { centre: { x: 0, y: 1, z: 0 } }, notes)
  expect(notes).toEqual([
    'charts.0 was left out: charts.0.metric “valid/of_the_future” cannot be read.',
    'charts.1.log was left out: this Saccade knows no such option.',
    'centre.z was left out: this Saccade knows no such option.',
  ])
})

it('shows the default of a list of which nothing can be read', () => {
  const notes: string[] = []
  const read = readOptions({ options: curvesOptions }, { charts: [{ metric: 'valid/of_the_future' }] }, notes)
  expect(read.charts).toEqual(curvesOptions.parse({}).charts)
  expect(notes).toEqual(['charts was left out: charts.0.metric “valid/of_the_future” cannot be read.'])
})

it.each([
  ['curves', curvesOptions],
  ['maps', mapsOptions],
  ['significance', significanceOptions],
  ['values', valuesOptions],
])('every option of %s has a default', (_, options) => {
  expect(options.safeParse({}).success).toBe(true)
})
