import { beforeAll, expect, it } from 'vitest'
import { KINDS, SOURCES, TARGETS, tinyModel } from '../../../test/support/models.ts'
import { largestDifference } from '../../../test/support/numbers.ts'
import { makeBatch } from '../../data/batches.ts'
import type { EncodedPair } from '../../data/types.ts'
import { EOS } from '../../data/vocabulary.ts'
import { loadEngine } from '../engine/load.ts'
import { createEagerInference } from './eager-inference.ts'
import { logProbabilitiesOf } from './forced-pass.ts'

const pairs: EncodedPair[] = SOURCES.map((ids, index) => ({
  source: Int32Array.of(...ids, EOS),
  target: Int32Array.of(...(TARGETS[index] ?? []), EOS),
}))

beforeAll(() => loadEngine({ engine: 'auto', device: 'cpu' }))

it.each(Object.entries(KINDS))('%s: a pair in a ragged batch gets what it gets alone', (_, kind) => {
  const model = tinyModel(kind, 4)
  const inference = createEagerInference(model)
  const scores = (indices: number[]) => {
    const pass = inference.forced(makeBatch(pairs, indices))
    const rows = indices.map((index, row) => logProbabilitiesOf(pass, row, pairs[index]!.target.length))
    const sum = rows.flatMap((row) => [...row]).reduce((total, each) => total + each, 0)
    expect(-sum).toBeCloseTo(pass.negativeLogLikelihood, 4)
    return rows
  }
  const together = scores([...pairs.keys()])
  for (const [index, { target }] of pairs.entries()) {
    const [alone] = scores([index])
    expect(together[index]).toHaveLength(target.length)
    expect(largestDifference(together[index]!, alone!)).toBeLessThan(1e-6)
  }
  model.dispose()
})
