import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sameJson } from './same-json.ts'

/** The same with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, part]) => [key, turned(part)]),
  )
}

const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown)

it('finds values the same whatever the order of their keys', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(sameJson(value, turned(value))).toBe(true)
    }),
  )
})

it('tells apart what differs in anything else', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(sameJson(a, b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
    }),
  )
  expect(sameJson([1, 2], [2, 1])).toBe(false)
  expect(sameJson([], {})).toBe(false)
  expect(sameJson({ a: null }, {})).toBe(false)
  expect(sameJson({ a: 1 }, { b: 1 })).toBe(false)
  expect(sameJson(undefined, null)).toBe(false)
})

it('takes a key that holds undefined for none', () => {
  expect(sameJson({ a: 1, b: undefined }, { a: 1 })).toBe(true)
  expect(sameJson({ a: undefined }, { b: undefined })).toBe(true)
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return { entries: entries.map(([key, part]) => [key, sorted(part)]) } // an object still: {} is no []
}
