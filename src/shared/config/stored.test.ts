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

const LATER = [
  'model.encoder.embeddingDropout',
  'model.decoder.embeddingDropout',
  'model.attention.bias',
  'model.attention.renormalize',
  'evaluation.maximumLength',
  'evaluation.keep',
  'training.keep',
  'data.tokenizer.sourceMerges',
  'data.tokenizer.targetMerges',
]

/** The same as version 0.1 stored it. */
function before(configuration: JsonObject, within = ''): JsonObject {
  return Object.fromEntries(
    Object.entries(configuration)
      .map(([key, value]) => ({ key, value, path: `${within}${key}` }))
      .filter(({ path }) => !LATER.includes(path))
      .map(({ key, value, path }) => [key, isJsonObject(value) ? before(value, `${path}.`) : value]),
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
    expect(configuration.evaluation.maximumLength).toBe(0) // E12: all pairs were evaluated
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
