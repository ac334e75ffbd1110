// The first weights of every kind of parameter against those of PyTorch's modules: make-initial-fixture.py.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { modelSchema } from '../../src/shared/config/model.ts'
import { loadEngine } from '../../src/worker/engine/load.ts'
import { createModel } from '../../src/worker/seq2seq/model.ts'

const drawnSchema = z.strictObject({ count: z.int(), largest: z.number(), spread: z.number() })
type Drawn = z.output<typeof drawnSchema>

const { vocabulary, draws, models } = z
  .strictObject({
    torch: z.string(),
    vocabulary: z.strictObject({ source: z.int(), target: z.int() }),
    draws: z.int(),
    models: z.array(z.strictObject({ model: modelSchema, parameters: z.record(z.string(), drawnSchema) })),
  })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'initial', 'pytorch.json'), 'utf8')))

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

/** Of a uniform distribution the largest number is √3 of the deviation, of so many normal ones more than 2.5. */
function kindOf({ largest, spread }: Drawn): string {
  if (largest === 0) return 'zeros'
  return largest / spread < 2.1 ? 'uniform' : 'normal'
}

describe.each(models.map((each) => [each.model.attention.score, each] as const))('with the score %s', (_, each) => {
  it('draws every parameter from PyTorch’s distribution', () => {
    const { model, parameters } = each
    expect(model.initialization).toBe('pytorch')
    const pools = new Map<string, number[]>()
    for (let seed = 1; seed <= draws; seed++) {
      const own = createModel(model, vocabulary, seed)
      for (const [name, variable] of own.parameters)
        pools.set(name, [...(pools.get(name) ?? []), ...variable.dataSync()])
      own.dispose()
    }
    expect([...pools.keys()].sort()).toEqual(Object.keys(parameters).sort())
    for (const [name, theirs] of Object.entries(parameters)) {
      const ours = measure(pools.get(name) ?? [])
      expect(ours.count, name).toBe(theirs.count)
      expect(kindOf(ours), name).toBe(kindOf(theirs))
      if (kindOf(theirs) === 'zeros') continue
      // Chance alone moves the deviation by about 1 / √(2 count), the largest of uniform numbers by 1 / count.
      expect(Math.abs(ours.spread / theirs.spread - 1), `spread of ${name}`).toBeLessThan(4 / Math.sqrt(ours.count))
      if (kindOf(theirs) === 'uniform')
        expect(Math.abs(ours.largest / theirs.largest - 1), `bound of ${name}`).toBeLessThan(8 / ours.count)
    }
  })
})

it('starts multi-head attention as version 0.1 did where that is asked for', () => {
  const together = models.find(({ model }) => model.attention.score === 'multi-head')
  if (!together) throw new Error('There is no model with multi-head attention.')
  const largest = (initialization: 'pytorch' | 'pytorch-0.1', name: string) => {
    const model = createModel({ ...together.model, initialization }, vocabulary, 1)
    const found = measure(model.parameters.get(name)?.dataSync() ?? [])
    model.dispose()
    return found.largest
  }
  const ratio = (name: string) => largest('pytorch-0.1', name) / largest('pytorch', name)
  for (const part of ['query', 'key', 'value']) expect(ratio(`attention.${part}.weight`)).toBeCloseTo(Math.SQRT2, 5)
  expect(ratio('attention.output.weight')).toBeCloseTo(Math.sqrt(3), 5)
  expect(ratio('readout.inner.weight')).toBe(1)
})

function measure(values: ArrayLike<number>): Drawn {
  const all = Array.from(values)
  const largest = all.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return { count: all.length, largest, spread: Math.sqrt(all.reduce((sum, x) => sum + x * x, 0) / all.length) }
}
