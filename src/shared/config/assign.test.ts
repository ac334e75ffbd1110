import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import { composeConfiguration } from './compose.ts'
import { checkConfiguration } from './check.ts'
import { type JsonObject, merge, parseAssignment } from './assign.ts'

describe('parseAssignment', () => {
  it('reads JSON values and falls back to text', () => {
    expect(parseAssignment('training.steps=500')).toEqual({ training: { steps: 500 } })
    expect(parseAssignment('model.attention.score=dot')).toEqual({ model: { attention: { score: 'dot' } } })
    expect(parseAssignment('training.earlyStopping.goal=null')).toEqual({ training: { earlyStopping: { goal: null } } })
    expect(parseAssignment('name=a=b')).toEqual({ name: 'a=b' })
  })

  it.each(['steps', '=5', 'a..b=1', 'a.=1', '.a=1'])('refuses %s', (text) => {
    expect(() => parseAssignment(text)).toThrow(SaccadeError)
  })
})

it.each(['__proto__.x=1', 'constructor.prototype.x=1', 'training.0=1', 'training steps=1'])(
  'F16: %s names a setting that there is not',
  (text) => {
    const path = text.slice(0, text.indexOf('='))
    const check = checkConfiguration(
      composeConfiguration({ source: { kind: 'task', task: 'copy' }, assignments: [text] }),
    )
    expect(check).toMatchObject({ ok: false, problems: [{ message: 'no such setting' }] })
    expect(check.ok || path.startsWith(check.problems[0]?.path ?? 'none')).toBe(true)
    expect('x' in {}).toBe(false)
  },
)

describe('merge', () => {
  it.each([5, [1, 2], null, 'pairs.tsv'])('F17: data %j is refused, whatever else is named', (data) => {
    const task = { kind: 'task', task: 'copy' }
    const refused = expect.objectContaining({
      code: 'bad-configuration',
      problems: [{ path: 'data', message: `holds settings and cannot be ${JSON.stringify(data)}` }],
    })
    expect(() => composeConfiguration({ file: { data }, source: task })).toThrow(refused)
    expect(() => composeConfiguration({ file: { data }, assignments: ['data.order=shuffled'] })).toThrow(refused)
    expect(() => composeConfiguration({ file: { data: { source: data } }, source: task })).toThrow('data.source')
    expect(() => composeConfiguration({ file: { training: data }, assignments: ['training.steps=3'] })).toThrow(
      'training',
    )
    // Nothing laid over it: then the schema says so.
    expect(checkConfiguration(composeConfiguration({ file: { data }, preset: 'bigru-plain' })).ok).toBe(false)
    expect(
      checkConfiguration(composeConfiguration({ file: { model: data }, preset: 'bigru-plain', source: task })),
    ).toMatchObject({
      ok: false,
      problems: [{ path: 'model' }],
    })
  })

  it('lays objects over each other key by key and leaves its arguments alone', () => {
    const base: JsonObject = { a: { x: 1, y: 2 }, list: [1, 2] }
    expect(merge(base, { a: { y: 3 }, list: [4] })).toEqual({ a: { x: 1, y: 3 }, list: [4] })
    expect(base).toEqual({ a: { x: 1, y: 2 }, list: [1, 2] })
  })

  it('replaces an object of another kind whole, so that no setting of the old kind is left behind', () => {
    expect(merge({ source: { kind: 'task', task: 'copy' } }, { source: { kind: 'table', train: 'a.tsv' } })).toEqual({
      source: { kind: 'table', train: 'a.tsv' },
    })
  })

  it('keeps a key called __proto__ an ordinary key', () => {
    const merged = merge({}, JSON.parse('{"__proto__": {"polluted": true}}') as JsonObject)
    expect(Object.keys(merged)).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
  })
})
