import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { checkConfiguration } from './config/check.ts'
import { decodingMethodSchema } from './contract/decoding.ts'
import { SaccadeError, fromErrorData, toErrorData } from './errors.ts'
import { schemaProblems } from './schema-problems.ts'

const reverse = { source: { kind: 'task', task: 'reverse' } }

function problemsOf(value: unknown): Record<string, string> {
  const check = checkConfiguration(value)
  return check.ok ? {} : Object.fromEntries(check.problems.map(({ path, message }) => [path, message]))
}

describe('what a schema found wrong', () => {
  it('G39: is said in words for people, with the value that is wrong', () => {
    expect(
      problemsOf({
        data: reverse,
        name: 'x'.repeat(201),
        seed: 2 ** 53,
        model: { encoder: { layers: 99, hidden: 1.5, cell: 'rnn', bidirectional: 'yes' }, attention: { score: 5 } },
        training: { steps: 'many', batchSize: 0, optimizer: { learningRate: NaN } },
        colour: 1,
      }),
    ).toEqual({
      name: 'has 201 characters; 200 is the most',
      seed: '9007199254740992 is too large; 2147483647 is the most',
      'model.encoder.layers': '99 is too large; 8 is the most',
      'model.encoder.hidden': 'must be a whole number, not 1.5',
      'model.encoder.cell': 'must be gru or lstm, not “rnn”',
      'model.encoder.bidirectional': 'must be true or false, not “yes”',
      'model.attention.score':
        'must be one of none, additive, dot, scaled-dot, general, concat, location, multi-head, or the path of a .js or .ts file',
      'training.steps': 'must be a number, not “many”',
      'training.batchSize': '0 is too small; 1 is the least',
      'training.optimizer.learningRate': 'must be a number, not NaN',
      colour: 'no such setting',
    })
  })

  it('G39: names what is missing, empty or of another kind', () => {
    expect(problemsOf({})).toEqual({ data: 'is missing' })
    expect(problemsOf(5)).toEqual({ '(configuration)': 'must be an object, not 5' })
    expect(problemsOf({ data: { source: { kind: 'nope' } } })).toEqual({
      'data.source.kind': 'must be task, scan, pronouncing, messages, table, moses or dataset, not “nope”',
    })
    expect(problemsOf({ data: { source: { kind: 'table', train: '' } } })).toEqual({
      'data.source.train': 'must not be empty',
    })
    expect(problemsOf({ data: { source: { kind: 'task' } } })).toEqual({ 'data.source.task': 'is missing' })
  })

  it('cuts a long text between two characters', () => {
    expect(problemsOf({ data: { source: { kind: `x${'😀'.repeat(50)}` } } })['data.source.kind']).toContain(
      `“x${'😀'.repeat(38)}…”`,
    )
  })

  it('G39: leaves our own words as they are', () => {
    const asked = { kind: 'beam', size: 4, best: 9, lengthPenalty: 0, coveragePenalty: 0 }
    const { error } = decodingMethodSchema.safeParse(asked)
    expect(error && schemaProblems(error, asked)).toEqual([{ path: 'best', message: 'must not be more than size' }])
  })

  it('G39: never speaks zod’s language, whatever the schema', () => {
    const schemas = [z.array(z.string()).min(2), z.number().positive(), z.tuple([z.int()]), z.literal('a'), z.uuid()]
    const values = [undefined, null, 'x', '', ['a'], 0, -1, Infinity, {}, true]
    for (const schema of schemas) {
      for (const value of values) {
        const { error } = schema.safeParse(value)
        for (const { message } of error ? schemaProblems(error, value) : []) {
          expect(message).not.toMatch(/[<>]=?|expected|received|invalid|undefined|\|/i)
        }
      }
    }
  })
})

describe('a hint', () => {
  it('G39: fits the way in, across the wire too', () => {
    const hint = { terminal: '`saccade runs` lists the runs.', window: 'It may have been deleted.' }
    const arrived = fromErrorData(
      structuredClone(toErrorData(new SaccadeError('not-found', 'There is none', { hint }))),
    )
    expect([arrived.hint, arrived.windowHint]).toEqual([hint.terminal, hint.window])
    const plain = toErrorData(new SaccadeError('bad-data', 'It is empty', { hint: 'Fill it.' }))
    expect(plain).not.toHaveProperty('windowHint')
    expect(fromErrorData(plain).windowHint).toBe('Fill it.')
  })
})
