import { expect, it } from 'vitest'
import { type JsonObject, isJsonObject } from './assign.ts'
import { composeConfiguration } from './compose.ts'
import { parseConfiguration } from './check.ts'
import { PRESETS } from './presets.ts'
import { fromFile, fromStored } from './stored.ts'

/** Everything that a preset sets on reversing, as JSON. */
function whole(preset: string): JsonObject {
  const source = { kind: 'task', task: 'reverse' }
  const plain: unknown = JSON.parse(JSON.stringify(parseConfiguration(composeConfiguration({ preset, source }))))
  if (!isJsonObject(plain)) throw new Error('A configuration is an object.')
  return plain
}

/** The same as version 0.1 stored it. */
function before(configuration: JsonObject, above = ''): JsonObject {
  const later = ['encoder.embeddingDropout', 'decoder.embeddingDropout', 'attention.bias', 'attention.renormalize']
  return Object.fromEntries(
    Object.entries(configuration)
      .filter(([key]) => ![...later, 'evaluation.maximumLength'].includes(`${above}.${key}`))
      .map(([key, value]) => [key, isJsonObject(value) ? before(value, key) : value]),
  )
}

it.each(PRESETS.map(({ id }) => id))('%s: stored today it means what it says', (preset) => {
  const stored = whole(preset)
  expect(fromStored(stored)).toEqual(stored)
  expect(fromFile(stored)).toEqual(stored)
})

it.each(PRESETS.map(({ id }) => id))(
  '%s: stored by version 0.1 it is whole, and means what was done then',
  (preset) => {
    const stored = before(whole(preset))
    const completed = fromStored(stored)
    const configuration = parseConfiguration(completed)
    expect(configuration).toEqual(completed) // nothing was left to a default
    expect(configuration.evaluation.maximumLength).toBe(0) // E12
    const { encoder, decoder, attention, initialization } = configuration.model
    expect(encoder.embeddingDropout).toBe(encoder.dropout)
    expect(decoder.embeddingDropout).toBe(decoder.dropout)
    expect(attention).toMatchObject({ bias: false, renormalize: true })
    expect(initialization).toBe(attention.score === 'multi-head' ? 'pytorch-0.1' : 'pytorch')
    expect(fromFile(stored)).toEqual(completed)
  },
)

it('leaves other initialisations, and what is no configuration, as they are', () => {
  const stored = before(whole('lstm-multihead-top'))
  const xavier = { ...stored, model: { ...(isJsonObject(stored.model) ? stored.model : {}), initialization: 'xavier' } }
  expect(fromStored(xavier)).toMatchObject({ model: { initialization: 'xavier' } })
  for (const other of [null, 'text', 3, []]) expect(fromStored(other)).toBe(other)
})

it('leaves a file that says little to the defaults and presets of today', () => {
  const file = { preset: 'bigru-bahdanau', model: { encoder: { dropout: 0.3 } } }
  expect(fromFile(file)).toEqual(file)
})
