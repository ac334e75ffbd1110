import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPace } from '../../data/pace.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { spreadOf } from '../../shared/spread.ts'
import { curveSource } from '../storage/curve-source.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { insertMetrics } from '../storage/metrics.ts'
import { insertRun } from '../storage/runs.ts'
import { spreadCurves } from '../../shared/curves/bands.ts'
import { readBands, readCurves } from '../../shared/curves/curves.ts'
import { follow } from '../../shared/curves/places.ts'
import { exponentialMean, runningMedian, smooth } from '../../shared/curves/smooth.ts'

const odd = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity),
)
const someValues = fc.array(odd, { minLength: 1, maxLength: 120 }).map((values) => Float64Array.from(values))

const near = (a = NaN, b = NaN) => Object.is(a, b) || Math.abs(a - b) < 1e-3

describe('smoothing', () => {
  test('is TensorBoard’s exponential mean', () => {
    fc.assert(
      fc.property(someValues, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (values, weight) => {
        // As vz_line_chart of TensorBoard has it: `last` starts at 0 and is divided by 1 − weight^n.
        let [last, n] = [0, 0]
        const expected = values.map((value) => {
          if (!Number.isFinite(value)) return value
          last = last * weight + (1 - weight) * value
          return last / (1 - weight ** ++n)
        })
        exponentialMean(values, weight).forEach((value, i) => {
          const wanted = expected[i] ?? 0
          if (Number.isFinite(wanted)) expect(Math.abs(value - wanted)).toBeLessThan(1e-6)
          else expect(value).toBe(wanted)
        })
      }),
    )
  })

  test('by the median takes the middle of the neighbours', () => {
    fc.assert(
      fc.property(someValues, fc.integer({ min: 1, max: 15 }), (values, window) => {
        const reach = window >> 1
        const result = runningMedian(values, window)
        values.forEach((value, i) => {
          if (!Number.isFinite(value)) {
            expect(result[i]).toBe(value)
            return
          }
          const around = [...values.slice(Math.max(0, i - reach), i + reach + 1)]
            .filter(Number.isFinite)
            .sort((a, b) => a - b)
          const half = around.length >> 1
          const middle = around.length % 2 ? around[half] : ((around[half - 1] ?? 0) + (around[half] ?? 0)) / 2
          expect(Math.abs((result[i] ?? NaN) - (middle ?? NaN))).toBeLessThan(1e-6)
        })
      }),
    )
  })
})

describe('a band', () => {
  test('of runs logged at the same steps is the spread of their values at each', () => {
    const sameSteps = fc
      .integer({ min: 1, max: 30 })
      .chain((length) =>
        fc.array(fc.array(odd, { minLength: length, maxLength: length }), { minLength: 1, maxLength: 6 }),
      )
    fc.assert(
      fc.property(sameSteps, (runs) => {
        const xs = Float64Array.from(runs[0] ?? [], (_, i) => i * 10)
        const band = spreadCurves(runs.map((values) => ({ xs, values: Float64Array.from(values) })))
        xs.forEach((_, i) => {
          const wanted = spreadOf(runs.map((values) => values[i] ?? NaN))
          expect(band.counts[i]).toBe(wanted.n)
          expect(near(band.mean[i], wanted.mean)).toBe(true)
          expect(near(band.deviation[i], wanted.deviation)).toBe(true)
          expect([band.min[i], band.max[i]]).toEqual([wanted.min, wanted.max])
        })
      }),
    )
  })

  test('of runs logged at different steps takes the line between, and nothing beyond a run’s ends', () => {
    const { xs, mean, counts } = spreadCurves([
      { xs: Float64Array.of(0, 10, 20), values: Float64Array.of(0, 10, 20) },
      { xs: Float64Array.of(5, 15), values: Float64Array.of(6, NaN) },
    ])
    expect([...xs]).toEqual([0, 5, 10, 15, 20])
    expect([...counts]).toEqual([1, 2, 1, 1, 1])
    expect([...mean]).toEqual([0, 5.5, 10, 15, 20])
  })
})

test('a clock goes on beyond its last point as before, another metric does not', () => {
  const series = { steps: Float64Array.of(0, 100, 200), values: Float64Array.of(0, 10, 40) }
  expect([...follow(series, Float64Array.of(0, 50, 150, 200, 300), true)]).toEqual([0, 5, 25, 40, 70])
  expect([...follow(series, Float64Array.of(150, 300), false)]).toEqual([25, NaN])
})

describe('what a window asks for', () => {
  let folder: string
  let database: Database
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-curves-'))
    database = openDatabase(path.join(folder, 'history.sqlite'))
    const configuration = parseConfiguration(
      composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
    )
    for (const id of ['a', 'b']) insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
  })
  afterEach(() => {
    database.close()
    fs.rmSync(folder, { recursive: true, force: true })
  })

  const SPIKES = [777, 12_345, 29_998]
  const noisy = (step: number) => (SPIKES.includes(step) ? 50 : Math.sin(step / 900) + Math.sin(step * 7) / 20)
  const store = (run: string, steps: number) =>
    insertMetrics(
      database,
      run,
      Array.from({ length: steps }, (_, step) => ({
        step,
        metrics: {
          'train/loss': noisy(step),
          ...(step % 100 === 0 ? { 'time/wall': step / 50, 'valid/loss': -step } : {}),
        },
      })),
    )
  const wanted = [{ metric: 'train/loss' as const, smoothing: { kind: 'exponential' as const, weight: 0.9 } }]

  test('no spike of one step is lost, in the whole nor in any range; the smoothed curve is that of all points', async () => {
    store('a', 30_000)
    const all = smooth(
      Float64Array.from({ length: 30_000 }, (_, step) => noisy(step)),
      wanted[0]!.smoothing,
    )
    const anyRange = fc.tuple(fc.integer({ min: 0, max: 29_999 }), fc.integer({ min: 1, max: 30_000 }))
    await fc.assert(
      fc.asyncProperty(fc.option(anyRange, { nil: undefined }), async (chosen) => {
        const range = chosen && { min: chosen[0], max: chosen[0] + chosen[1] }
        const request = { runs: ['a'], wanted, axis: 'step' as const, points: 300, range }
        const { curves, extent } = await readCurves(curveSource(database), request, createPace().breathe)
        expect(extent).toEqual({ min: 0, max: 29_999 })
        const [curve] = curves
        const shown = SPIKES.filter((step) => !range || (step >= range.min && step <= range.max))
        for (const step of shown) expect(curve?.raw.values[curve.raw.steps.indexOf(step)]).toBe(50)
        expect(curve?.raw.steps.length).toBeLessThan(400)
        expect(curve?.smooth?.steps.length).toBeGreaterThan(0)
        curve?.smooth?.steps.forEach((step, i) => expect(curve.smooth?.values[i]).toBe(all[step]))
        if (range && range.max - range.min < 250) {
          const inside = curve?.raw.steps.filter((step) => step >= range.min && step <= range.max) ?? []
          expect(inside.length).toBe(Math.min(range.max, 29_999) - range.min + 1) // every point of a narrow range
        }
      }),
      { numRuns: 40 },
    )
  })

  test('curves stand at seconds, or at another metric; a run that tells of none is named', async () => {
    store('a', 1000)
    insertMetrics(database, 'b', [{ step: 1, metrics: { 'train/loss': 1 } }])
    const common = {
      runs: ['a', 'b'],
      wanted: [{ metric: 'valid/loss' as const, smoothing: { kind: 'none' as const } }],
      points: 0,
    }
    const range = { min: 5, max: 10 }
    const timed = await readCurves(
      curveSource(database),
      { ...common, wanted, axis: 'time', range },
      createPace().breathe,
    )
    expect(timed.unplaced).toEqual(['b'])
    expect(timed.curves[0]?.raw.xs?.[0]).toBeCloseTo(5 - 1 / 50, 9)
    expect(timed.curves[0]?.raw.xs?.at(-1)).toBeCloseTo(10 + 1 / 50, 9)
    const paired = await readCurves(curveSource(database), { ...common, axis: 'time/wall' }, createPace().breathe)
    expect([...(paired.curves[0]?.raw.xs ?? [])]).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18])
  })

  test('a band keeps the spikes of its mean and of its edges', async () => {
    store('a', 20_000)
    store('b', 15_000)
    const request = {
      groups: [{ key: 'both', runs: ['a', 'b'] }],
      wanted: [{ metric: 'train/loss' as const, smoothing: { kind: 'none' as const } }],
      axis: 'step' as const,
      points: 200,
    }
    const { bands } = await readBands(curveSource(database), request, createPace().breathe)
    const [band] = bands
    const spike = band?.xs.indexOf(12_345) ?? -1
    for (const side of ['mean', 'min', 'max'] as const) expect(band?.[side][spike]).toBe(50)
    expect(band?.deviation[spike]).toBe(0)
    expect([band?.counts[0], band?.counts.at(-1)]).toEqual([2, 1])
    expect(band?.deviation.at(-1)).toBeNaN()
    expect(band?.xs.length).toBeLessThan(2000)
  })

  test('others are answered after every curve, and who gave up is not worked for any more', async () => {
    store('a', 500)
    store('b', 500)
    const metrics = ['train/loss', 'valid/loss'] as const
    const long = metrics.map((metric) => ({ metric, smoothing: { kind: 'median' as const, window: 101 } }))
    const common = { wanted: long, axis: 'step' as const, points: 100 }
    const counting = (most: number) => {
      const pace = {
        breaths: 0,
        breathe: () => (++pace.breaths > most ? Promise.reject(new Error('given up')) : Promise.resolve()),
      }
      return pace
    }
    const curves = { ...common, runs: ['a', 'b'] }
    const bands = { ...common, groups: [{ key: 'both', runs: ['a', 'b'] }] }
    for (const read of [
      (pace: { breathe(): Promise<void> }) => readCurves(curveSource(database), curves, pace.breathe),
      (pace: { breathe(): Promise<void> }) => readBands(curveSource(database), bands, pace.breathe),
    ]) {
      const whole = counting(Infinity)
      await read(whole)
      expect(whole.breaths).toBe(4)
      const cut = counting(1)
      await expect(read(cut)).rejects.toThrow('given up')
      expect(cut.breaths).toBe(2)
    }
  })
})
