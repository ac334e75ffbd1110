// Every preset through the real trainer, eager and compiled, and the laws that its attention keeps to.
import { beforeAll, describe, expect, it } from 'vitest'
import { VOCABULARY, plainOptions, raggedBatch } from '../../../test/support/models.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { PRESETS } from '../../shared/config/presets.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { loadEngine } from '../engine/load.ts'
import { createModel } from '../seq2seq/model.ts'
import { type Told, runTiny } from './tiny-run.ts'

const STEPS = 8
const WINDOW = 1
/** Largest error of a sum of weights. */
const ROUNDING = 1e-5

beforeAll(async () => {
  await loadEngine({ engine: 'tensorflow', device: 'cpu' })
})

/** The preset on a few short sentences with as few numbers as its eight heads allow. */
function tiny(preset: string, compile: 'always' | 'never'): Configuration {
  return parseConfiguration(
    composeConfiguration({
      preset,
      source: { kind: 'task', task: 'copy', trainPairs: 60, validPairs: 4, maximumLength: 4, symbols: 6 },
      assignments: [
        ...['encoder', 'decoder'].flatMap((side) => [`model.${side}.hidden=8`, `model.${side}.embedding=8`]),
        'model.attention.size=6',
        `model.attention.window=${WINDOW}`,
        'model.attention.positions=8',
        `training.steps=${STEPS}`,
        'training.batchSize=16',
        'training.optimizer.learningRate=0.02',
        `evaluation.every=${STEPS}`,
        'evaluation.watched.count=2',
        `evaluation.watched.firstStep=${STEPS}`,
        'evaluation.lengthFactor=0.5',
        `engine.compile=${compile}`,
      ],
    }),
  )
}

describe.each(PRESETS.map(({ id }) => id))('%s', (preset) => {
  it.each(['never', 'always'] as const)('trains to its end and learns, compiled: %s', async (compile) => {
    const configuration = tiny(preset, compile)
    const told = await runTiny({ configuration })
    expect(told.outcome).toMatchObject({ state: 'finished', step: STEPS })
    // A compiled step that went wrong, or that differs from the eager one, would have been given up with a warning.
    expect(warnings(told)).toEqual([])
    expect(told.events.some(({ payload }) => 'phase' in payload && payload.phase === 'compiling')).toBe(
      compile === 'always',
    )
    const losses = told.evaluations.map(({ metrics }) => metrics['valid/loss'] ?? NaN)
    expect(losses).toHaveLength(2)
    expect(losses.at(-1)).toBeLessThan(losses[0] ?? NaN)

    const maps = told.snapshots.flatMap(({ sentences }) => sentences.flatMap((sentence) => sentence.maps))
    expect(maps.length).toBeGreaterThan(0)
    for (const map of maps) expectLawful(map, configuration)
  })

  it('attends to nothing behind the sentence’s end', () => {
    const { model: settings } = tiny(preset, 'never')
    const model = createModel(settings, VOCABULARY, 1)
    const batch = raggedBatch()
    const { attention } = model.forward(batch, plainOptions())
    const mask = batch.sourceMask.dataSync()
    const [size, source] = batch.source.shape
    const weights = attention?.dataSync() ?? new Float32Array(0)
    const perSentence = weights.length / size
    weights.forEach((weight, index) => {
      const [row, position] = [Math.floor(index / perSentence), index % source]
      if (mask[row * source + position] === 0) expect(weight).toBe(0)
    })
    expect(weights.length > 0).toBe(settings.attention.score !== 'none')
    model.dispose()
  })
})

function warnings({ events }: Told): string[] {
  return events.flatMap(({ name, payload }) => (name === 'log' && payload.level === 'warning' ? [payload.text] : []))
}

/** Layers and heads as configured; every row sums to 1 and lies within its window. */
function expectLawful(
  { layers, heads, source, target, weights }: AttentionMap,
  { model: { attention, decoder } }: Configuration,
): void {
  const { score, span, placement } = attention
  expect(layers).toBe(score === 'none' ? 0 : placement === 'layer-wise' ? decoder.layers : 1)
  expect(heads).toBe(score === 'none' ? 0 : score === 'multi-head' ? attention.heads : 1)
  expect(weights).toHaveLength(layers * heads * target.length * source.length)
  for (let row = 0; row < layers * heads * target.length; row++) {
    const own = weights.subarray(row * source.length, (row + 1) * source.length)
    expect(Math.abs(own.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(ROUNDING)
    const looked = [...own.keys()].filter((position) => own[position] !== 0)
    const first = Math.min(...looked)
    const last = Math.max(...looked)
    if (span !== 'global') expect(last - first).toBeLessThanOrEqual(2 * WINDOW)
    if (span === 'local-m') {
      const centre = Math.min(row % target.length, source.length - 1)
      expect(first).toBeGreaterThanOrEqual(centre - WINDOW)
      expect(last).toBeLessThanOrEqual(centre + WINDOW)
    }
  }
}
