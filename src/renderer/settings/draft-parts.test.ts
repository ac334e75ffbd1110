import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitraryOf } from '../../../test/support/schema-arbitrary.ts'
import { type JsonObject, type JsonValue, isJsonObject } from '../../shared/config/assign.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { configurationJsonSchema, configurationSchema } from '../../shared/config/configuration.ts'
import { PRESETS } from '../../shared/config/presets.ts'
import { draftParts } from './draft-parts.ts'
import { leafPaths } from './paths.ts'

const PRESET_IDS = ['', ...PRESETS.map(({ id }) => id)]

test('the parts of any configuration put together give it again', () => {
  const schema = configurationJsonSchema()
  const chosen: Readonly<Record<string, fc.Arbitrary<JsonValue>>> = {
    preset: fc.constantFrom(...PRESET_IDS),
    'model.attention.score': fc.constantFrom('none', 'dot', 'additive', '/own.ts'),
    'training.earlyStopping.goal': fc.constantFrom(null, 0.5),
  }
  const any = arbitraryOf(isJsonObject(schema) ? schema : {}, (path) => chosen[path]).filter(
    (input) => configurationSchema.safeParse(input).success,
  )
  fc.assert(
    fc.property(any, (input) => {
      const whole = complete(input)
      const { preset, seed, name, overrides } = draftParts(whole)
      const again = complete(composeConfiguration({ preset, seed, name, file: overrides }))
      expect(again).toEqual({ ...whole, preset })
    }),
    { numRuns: 300 },
  )
})

test('a run as its preset and task recommend it overrides nothing but its data', () => {
  for (const preset of PRESET_IDS) {
    const whole = complete(composeConfiguration({ preset, seed: 3, source: { kind: 'task', task: 'reverse' } }))
    const { overrides } = draftParts(whole)
    expect(leafPaths(overrides).filter((path) => !path.startsWith('data.source.'))).toEqual([])
  }
})

function complete(input: unknown): JsonObject {
  const whole: unknown = JSON.parse(JSON.stringify(configurationSchema.parse(input)))
  if (!isJsonObject(whole)) throw new Error('a configuration is an object')
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== '$schema'))
}
