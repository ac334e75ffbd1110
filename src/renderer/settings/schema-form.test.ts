import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import { checkConfiguration } from '../../shared/config/check.ts'
import { configurationForm } from './configuration-form.ts'
import { valueAt, withValue } from './paths.ts'
import { allFields, boundsText, fieldValue, findSection, fitsBounds, formFromSchema, isVisible } from './schema-form.ts'

const reverse: JsonObject = { data: { source: { kind: 'task', task: 'reverse' } } }

function field(path: string, values: JsonObject = reverse) {
  const found = allFields(configurationForm(), values).find((one) => one.path === path)
  if (!found) throw new Error(`no field ${path}`)
  return found
}

describe('the form of the configuration', () => {
  it('has a field, with a title and a description, for every setting of a checked configuration', () => {
    const check = checkConfiguration(reverse)
    if (!check.ok) throw new Error('the configuration should be valid')
    const paths = new Set(allFields(configurationForm(), reverse).map((one) => one.path))
    for (const path of [
      'seed',
      'data.source.maximumLength',
      'model.encoder.hidden',
      'training.optimizer.learningRate',
      'evaluation.watched.growth',
      'engine.device',
    ]) {
      expect(paths).toContain(path)
      expect(valueAt(JSON.parse(JSON.stringify(check.configuration)) as JsonObject, path)).toBeDefined()
    }
    for (const one of allFields(configurationForm(), reverse).filter(({ path }) => path !== '$schema')) {
      expect(one.title, one.path).not.toBe('')
      expect(one.description, one.path).not.toBe('')
    }
  })

  it('shows as a value what the schema would fill in', () => {
    const check = checkConfiguration(reverse)
    if (!check.ok) throw new Error('the configuration should be valid')
    const filled = JSON.parse(JSON.stringify(check.configuration)) as JsonObject
    for (const one of allFields(configurationForm(), reverse)) {
      const value = valueAt(filled, one.path)
      if (value !== undefined) expect(fieldValue(one, reverse) ?? null, one.path).toEqual(value)
    }
  })

  it('reads kinds, bounds, units and labels', () => {
    expect(field('model.encoder.layers')).toMatchObject({ kind: 'integer', minimum: 1, maximum: 8, basic: true })
    expect(field('training.optimizer.learningRate')).toMatchObject({ kind: 'number' })
    expect(field('training.earlyStopping.goal')).toMatchObject({ kind: 'number', nullable: true })
    expect(field('training.batchSize').unit).toBe('pairs')
    expect(field('model.encoder.cell').options).toContainEqual({ value: 'lstm', text: 'LSTM' })
    expect(field('evaluation.watched.sentences').kind).toBe('sentences')
    expect(boundsText(field('model.encoder.layers'))).toBe('1 – 8')
  })

  it('follows the kind of a union', () => {
    const table: JsonObject = { data: { source: { kind: 'table', train: 'pairs.tsv' } } }
    expect(field('data.source.train', table)).toMatchObject({ kind: 'text', required: true })
    expect(() => field('data.source.train', reverse)).toThrow('no field')
    expect(() => field('data.source.kind', table)).toThrow('no field')
  })

  it('hides a field while its condition does not hold, and knows the defaults of siblings', () => {
    const section = findSection(configurationForm(), 'training.schedule')
    const every = field('training.schedule.every')
    expect(isVisible(every, reverse, section?.fields ?? [])).toBe(false)
    expect(isVisible(every, withValue(reverse, 'training.schedule.kind', 'step'), section?.fields ?? [])).toBe(true)
    const query = field('model.attention.query')
    const siblings = findSection(configurationForm(), 'model.attention')?.fields ?? []
    expect(isVisible(query, reverse, siblings)).toBe(true) // placement is `input` by default
    expect(isVisible(query, withValue(reverse, 'model.attention.placement', 'top'), siblings)).toBe(false)
  })

  it('hides a field by a setting of another section', () => {
    const feeding = field('model.decoder.inputFeeding')
    const siblings = findSection(configurationForm(), 'model.decoder')?.fields ?? []
    expect(isVisible(feeding, reverse, siblings)).toBe(false)
    expect(isVisible(feeding, withValue(reverse, 'model.attention.placement', 'top'), siblings)).toBe(true)
    const share = field('data.split.validFraction') // of a file's pairs: a task has its validation pairs made
    expect(isVisible(share, reverse, [])).toBe(false)
    expect(isVisible(share, { data: { source: { kind: 'table', train: 'a.tsv' } } }, [])).toBe(true)
  })

  it('reads a schema it has never seen', () => {
    const form = formFromSchema({
      type: 'object',
      properties: { depth: { type: 'integer', minimum: 2, title: 'Depth' }, open: { type: 'boolean' } },
      required: ['depth'],
    })
    expect(form.fields.map(({ path, kind, required }) => [path, kind, required])).toEqual([
      ['depth', 'integer', true],
      ['open', 'flag', false],
    ])
    expect(boundsText({ minimum: 2, maximum: null })).toBe('at least 2')
  })
})

it('takes of what is half typed only what fits', () => {
  const steps = { kind: 'integer', minimum: 1, maximum: 9 } as const
  expect([0, 1, 1.5, 9, 10, NaN, null, undefined].map((value) => fitsBounds(steps, value))).toEqual([
    false,
    true,
    false,
    true,
    false,
    false,
    false,
    false,
  ])
})
