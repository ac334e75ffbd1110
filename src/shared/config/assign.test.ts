import { describe, expect, it } from 'vitest'
import { SaccadeError } from '../errors.ts'
import { type JsonObject, merge, parseAssignment } from './assign.ts'

describe('parseAssignment', () => {
  it('reads JSON values and falls back to text', () => {
    expect(parseAssignment('training.steps=500')).toEqual({ training: { steps: 500 } })
    expect(parseAssignment('model.attention.score=dot')).toEqual({ model: { attention: { score: 'dot' } } })
    expect(parseAssignment('training.earlyStopping.goal=null')).toEqual({ training: { earlyStopping: { goal: null } } })
    expect(parseAssignment('name=a=b')).toEqual({ name: 'a=b' })
  })

  it.each(['steps', '=5', 'a..b=1', 'a.=1', '.a=1', '__proto__.x=1'])('refuses %s', (text) => {
    expect(() => parseAssignment(text)).toThrow(SaccadeError)
  })
})

describe('merge', () => {
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
