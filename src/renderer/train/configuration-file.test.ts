import { expect, test } from 'vitest'
import { SaccadeError } from '../../shared/errors.ts'
import { together } from '../settings/draft-parts.ts'
import { configurationText, readConfiguration } from './configuration-file.ts'

const whole = together('luong-dot', { data: { source: { kind: 'task', task: 'dates' } }, training: { steps: 11 } })

function problemsOf(content: unknown): [path: string, message: string][] {
  try {
    readConfiguration(typeof content === 'string' ? content : JSON.stringify(content), 'run.json')
    return []
  } catch (error) {
    if (!(error instanceof SaccadeError)) throw error
    return error.problems.length > 0
      ? error.problems.map(({ path, message }) => [path, message])
      : [['', error.message]]
  }
}

test('what is saved is read again as it was, with its schema named', () => {
  const text = configurationText(whole)
  expect(JSON.parse(text)).toMatchObject({ $schema: './saccade.schema.json', training: { steps: 11 } })
  expect(readConfiguration(text, 'run.json')).toEqual(whole)
})

test('what is left out is taken as the command line takes it', () => {
  const short = { preset: 'luong-dot', training: { steps: 11 }, data: { source: { kind: 'task', task: 'dates' } } }
  expect(readConfiguration(JSON.stringify(short), 'run.json')).toEqual(whole)
})

test('what is wrong is told by its path', () => {
  expect(problemsOf({ ...whole, training: { steps: 0, stepz: 1 } })).toEqual([
    ['training.steps', '0 is too small; 1 is the least'],
    ['training.stepz', 'no such setting'],
  ])
  expect(problemsOf({ preset: 'unheard', data: whole.data ?? null })[0]).toEqual(['preset', 'no preset “unheard”'])
  expect(problemsOf({ data: { source: { kind: 'table', train: 'pairs.tsv' } } })[0]?.[0]).toBe('data.source.train')
  expect(problemsOf({ data: { source: { kind: 'table', train: 'C:\\pairs.tsv' } } })).toEqual([])
  expect(problemsOf('{"a":')[0]?.[1]).toContain('run.json is not JSON')
  expect(problemsOf('[]')[0]?.[1]).toContain('does not hold a JSON object')
})
