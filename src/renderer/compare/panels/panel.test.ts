import { expect, it } from 'vitest'
import { z } from 'zod'
import { significanceOptions } from '../../../shared/board/compared-panels.ts'
import { readOptions } from '../../../shared/board/read-options.ts'
import { choice } from '../../../shared/config/fields.ts'
import { curvesOptions } from '../../../shared/board/curves-panel.ts'
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

it.each([
  ['curves', curvesOptions],
  ['maps', mapsOptions],
  ['significance', significanceOptions],
  ['values', valuesOptions],
])('every option of %s has a default', (_, options) => {
  expect(options.safeParse({}).success).toBe(true)
})
