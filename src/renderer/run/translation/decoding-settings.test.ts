import { expect, it } from 'vitest'
import { decodingMethodSchema } from '../../../shared/contract/decoding.ts'
import { DECODING_SETTINGS, decodingMethod, decodingSettingsSchema } from './decoding-settings.ts'

it.each(['greedy', 'beam', 'sample'] as const)('%s asks for what the host understands', (kind) => {
  const settings = { ...DECODING_SETTINGS, kind }
  expect(decodingSettingsSchema.parse(settings)).toEqual(settings)
  expect(decodingMethodSchema.parse(decodingMethod(settings, true))).toMatchObject({ kind })
})

it('asks for no more than the beam has, and for no coverage without attention', () => {
  const settings = { ...DECODING_SETTINGS, kind: 'beam' as const, size: 3, best: 8, coveragePenalty: 0.4 }
  expect(decodingMethod(settings, true)).toMatchObject({ best: 3, coveragePenalty: 0.4 })
  expect(decodingMethod(settings, false)).toMatchObject({ coveragePenalty: 0 })
})
