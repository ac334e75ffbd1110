import { beforeAll, expect, it } from 'vitest'
import { SOURCES, TARGETS, tinyModel } from '../../../test/support/models.ts'
import { makeBatch } from '../../data/batches.ts'
import { EOS } from '../../data/vocabulary.ts'
import { modelSchema } from '../../shared/config/model.ts'
import { loadEngine } from '../engine/load.ts'
import { createEagerInference } from '../inference/eager-inference.ts'
import { lastCheckpoint, runTiny, tinyConfiguration } from '../training/tiny-run.ts'
import { createStoredModels } from '../stored-models.ts'
import { translate } from '../translate.ts'
import { windowsOf } from './windows.ts'
import { finish } from '../decoding/turns.ts'

beforeAll(async () => {
  await loadEngine()
})

const pairs = SOURCES.map((ids, index) => ({
  source: Int32Array.of(...ids, EOS),
  target: Int32Array.of(...(TARGETS[index] ?? []), EOS),
}))

it('gives each sentence the windows of its own length, one row a target token', () => {
  const attention = { score: 'additive', span: 'local-m', window: 3 } as const
  const model = tinyModel({ attention })
  const windows = windowsOf(createEagerInference(model), modelSchema.parse({ attention }), pairs)
  expect(windows.map(({ centres, reach }) => [reach, ...centres])).toEqual([
    [3, 0, 1, 2],
    [3, 0, 1, 1, 1, 1],
    [3, 0, 0],
    [3, 0],
  ])
  model.dispose()
})

it('gives the windows that a decode was made under, and every weight lies inside them', () => {
  const attention = { score: 'general', span: 'local-p', window: 1 } as const
  const sizes = { placement: 'layer-wise', ...attention } as const
  const model = tinyModel({ attention: sizes, decoder: { readout: 'deep' } }, 3)
  const inference = createEagerInference(model)
  const decodings = finish(inference.decode(makeBatch(pairs, [...pairs.keys()]), { lengthFactor: 1, attention: true }))
  const made = decodings.map(({ tokens }, row) => ({ source: pairs[row]!.source, target: tokens }))
  const windows = windowsOf(inference, modelSchema.parse({ attention: sizes }), made)
  const found = new Set<number>()
  decodings.forEach(({ tokens, layers, attention: weights }, row) => {
    const source = pairs[row]!.source.length
    const { centres } = windows[row]!
    expect(centres).toHaveLength(layers * tokens.length)
    expect(layers).toBe(2)
    centres.forEach((centre, index) => {
      found.add(centre)
      weights.subarray(index * source, (index + 1) * source).forEach((weight, s) => {
        if (Math.abs(s - centre) > 1.001) expect(weight).toBe(0)
        if (Math.abs(s - centre) < 0.999) expect(weight).toBeGreaterThan(0)
      })
    })
  })
  expect(found.size).toBeGreaterThan(10)
  model.dispose()
})

it('asks nothing of a model without windows', () => {
  const model = tinyModel({})
  const inference = createEagerInference(model)
  expect(windowsOf(inference, modelSchema.parse({}), pairs)).toEqual([])
  expect(inference.windows(makeBatch(pairs, [0]))).toBeNull()
  model.dispose()
})

it('keeps them with the maps of a run, and gives them for a line of one’s own', async () => {
  const configuration = tinyConfiguration(
    'model.attention.span=local-m',
    'model.attention.window=2',
    'training.steps=2',
    'evaluation.watched.count=2',
    'engine.compile=never',
  )
  const told = await runTiny({ configuration })
  const kept = told.snapshots.flatMap(({ sentences }) => sentences.flatMap(({ maps }) => maps))
  expect(new Set(kept.map(({ mode }) => mode)).size).toBe(2)
  for (const { window, source, target } of kept) {
    expect(window?.reach).toBe(2)
    expect([...window!.centres]).toEqual(Array.from(target, (_, t) => Math.min(t, source.length - 1)))
    // What the window cuts off: nothing where it holds the whole source, and never everything.
    expect(window!.outside).toHaveLength(target.length)
    window!.outside!.forEach((share, t) => {
      const whole = Math.min(t, source.length - 1) - 2 <= 0 && Math.min(t, source.length - 1) + 2 >= source.length - 1
      if (whole) expect(share).toBe(0)
      else expect(share).toBeGreaterThan(0)
      expect(share).toBeLessThan(1)
    })
  }
  const request = { configuration, checkpoint: lastCheckpoint(told), lines: ['a b c d'], targets: ['d c'] }
  const [answer] = await translate(createStoredModels(), { ...request, attention: true }, new AbortController().signal)
  const [forced, free] = answer!.attention
  expect([...forced!.window!.centres]).toEqual([0, 1, 2])
  expect(free!.window!.centres).toHaveLength(free!.target.length)
})
