import { expect, test } from 'vitest'
import { configurationJsonSchema } from './configuration.ts'
import { settingTitle } from './titles.ts'

interface Node {
  readonly oneOf?: readonly Node[]
  readonly properties?: Readonly<Record<string, Node>>
}

/** Paths of all settings that the form shows. */
function settings({ oneOf, properties }: Node, path = ''): string[] {
  if (oneOf) return oneOf.flatMap((kind) => settings(kind, path))
  if (!properties) return [path]
  return Object.entries(properties).flatMap(([key, inner]) => settings(inner, path === '' ? key : `${path}.${key}`))
}

test('every setting has a title, with its group where it is in one', () => {
  const paths = settings(configurationJsonSchema()).filter((path) => path !== '$schema')
  expect(paths.length).toBeGreaterThan(100)
  expect(paths.filter((path) => settingTitle(path) === path)).toEqual([])
  expect(settingTitle('model.encoder.hidden')).toBe('Encoder: Hidden units')
  expect(settingTitle('data.source.kind')).toBe('Pairs: Kind')
  expect(settingTitle('seed')).toBe('Seed')
  expect(settingTitle('nothing.of.that.kind')).toBe('nothing.of.that.kind')
})
