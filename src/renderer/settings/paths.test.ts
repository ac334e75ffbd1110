import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../shared/config/assign.ts'
import { leafPaths, valueAt, withValue, withoutValue } from './paths.ts'

const path = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 }).map((keys) => keys.join('.'))

describe('dotted paths', () => {
  it('give back what was put there, and nothing after it is taken away', () => {
    fc.assert(
      fc.property(path, path, fc.integer(), (first, second, value) => {
        const base = withValue({}, first, 1)
        const changed = withValue(base, second, value)
        expect(valueAt(changed, second)).toBe(value)
        expect(valueAt(withoutValue(changed, second), second)).toBeUndefined()
        expect(base).toEqual(withValue({}, first, 1)) // the original is never changed
      }),
    )
  })

  it('leave no empty objects behind', () => {
    expect(withoutValue({ a: { b: { c: 1 } }, d: 2 }, 'a.b.c')).toEqual({ d: 2 })
    expect(withoutValue({ a: { b: 1, c: 2 } }, 'a.b')).toEqual({ a: { c: 2 } })
  })

  it('do not reach into what objects inherit', () => {
    expect(valueAt({}, 'constructor.name')).toBeUndefined()
  })

  it('list every leaf, an array as one', () => {
    const object: JsonObject = { a: { b: 1, c: { d: 'x' } }, e: [1, 2] }
    expect(leafPaths(object)).toEqual(['a.b', 'a.c.d', 'e'])
  })
})
