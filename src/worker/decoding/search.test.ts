import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { SOURCES, padBatch, tinyModel } from '../../../test/support/models.ts'
import { loadEngine } from '../engine/load.ts'
import type { Stepper } from './hypothesis.ts'
import { type SearchMethod, decodeBySearch } from './search.ts'
import { finish } from './turns.ts'

beforeAll(() => loadEngine())

it.each<SearchMethod>([
  { kind: 'beam', size: 100, best: 2, lengthPenalty: 0, coveragePenalty: 0 },
  { kind: 'sample', samples: 100, temperature: 1, seed: 1 },
])('takes no more steps together than memory has room for, and gives every sentence its own: $kind', (method) => {
  const model = tinyModel({}, 3)
  const rows: number[] = []
  const watching: Stepper = {
    encode: (source, mask) => model.encode(source, mask),
    step: (encoded, state, tokens) => {
      rows.push(tokens.size)
      return model.step(encoded, state, tokens)
    },
  }
  const sources = Array.from({ length: 13 }, (_, index) => SOURCES[index % SOURCES.length]!)
  const batch = padBatch(sources, sources)
  const before = tf.memory().numTensors
  const options = { lengthFactor: 0.1, attention: true }
  const found = finish(decodeBySearch(watching, batch.source, batch.sourceMask, method, options))
  expect(tf.memory().numTensors).toBe(before)
  expect(Math.max(...rows)).toBe(1000)
  expect(Math.min(...rows)).toBe(300)
  const tokensOf = (index: number) => found[index]!.map(({ tokens }) => [...tokens])
  expect(found).toHaveLength(sources.length)
  for (let index = SOURCES.length; index < sources.length; index++) {
    expect(tokensOf(index)).toEqual(tokensOf(index - SOURCES.length)) // the same sentence, in the same or another part
  }
  model.dispose()
})
