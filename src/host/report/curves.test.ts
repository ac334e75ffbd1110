import { expect, test } from 'vitest'
import { createStaticClient } from '../../renderer/client/static.ts'
import { boardSchema } from '../../shared/board/board.ts'
import { MEDIAN_WINDOWS, type Smoothing } from '../../shared/contract/curves.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { CurveSource } from '../../shared/curves/curve-source.ts'
import { readBands, readCurves } from '../../shared/curves/curves.ts'
import { randomStream } from '../../shared/random.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { ReportData } from '../../shared/report/report-data.ts'
import { RUNGS, smoothedBy } from '../../shared/report/report-curves.ts'
import type { GatherContext } from './gather-context.ts'
import { MOST_POINTS, curvesOf } from './curves.ts'

const LENGTH = 30_000
const metric = 'train/loss' as const
/** Two seeds that learn, with noise and spikes of their own, logged at every third step. */
const series = new Map(
  ['one', 'two'].map((run, seed) => {
    const random = randomStream(seed, 'curves', 0)
    const steps = Float64Array.from({ length: LENGTH }, (_, i) => 3 * i)
    const values = steps.map((step) => Math.exp(-step / 20_000) + random.uniform() * (random.uniform() < 0.01 ? 9 : 1))
    return [run, { steps, values }]
  }),
)
const nothing = { steps: new Float64Array(0), values: new Float64Array(0) }
const source: CurveSource = { series: (run) => series.get(run) ?? nothing, evaluationTimes: () => nothing }
const runs = [...series.keys()].map(
  (run, i) => ({ run, step: 3 * LENGTH, seed: i, settings: {} }) as unknown as RunSummary,
)
const lengthOf = (run: string) => series.get(run)?.steps.length ?? 0
const breathe = () => Promise.resolve()

function held(
  panels: object[],
  by: string,
  of = runs,
  mostBytes?: number,
  tell: GatherContext['tell'] = () => undefined,
) {
  const board = boardSchema.parse({ panels, grouping: { by } })
  const asked = new Map(runs.map(({ run }) => [run, new Set([1000])]))
  const parts = {
    source,
    lengthOf,
    metricsOf: () => [metric],
    asked,
    pace: { breathe },
    ...(mostBytes && { mostBytes }),
  }
  return curvesOf(board, of, parts, { tell })
}

async function reported(panels: object[] = [], by = 'nothing') {
  const { curves, thinned } = await held(panels, by)
  expect(thinned).toBe(MOST_POINTS)
  const outputs = { lists: [], runs: [], masks: [], whole: true, held: null }
  const none = { evaluated: [], kept: [], snapshots: [], emergence: [], comparisons: [], absent: [], notes: [] }
  const data = { ...none, runs, curves, outputs } as unknown as ReportData
  return { curves, api: createStaticClient(data).api }
}

test('long curves are smoothed over all their points: as the board does exactly, otherwise as it is drawn', async () => {
  const own = { kind: 'exponential' as const, weight: 0.85 }
  const { curves, api } = await reported([
    { id: 'c', kind: 'curves', options: { charts: [{ metric }], smoothing: own } },
  ])
  expect(curves[0]?.steps.length).toBeLessThan(1.1 * MOST_POINTS)
  const values = async (smoothing: Smoothing) => {
    const request = { runs: ['one'], wanted: [{ metric, smoothing }], axis: 'step' as const, points: 0 }
    const [[held], [all]] = await Promise.all([
      api.runs.curves(request).then((found) => found.curves),
      readCurves(source, request, breathe).then((found) => found.curves),
    ])
    const at = new Map([...(all?.smooth?.steps ?? [])].map((step, i) => [step, all?.smooth?.values[i] ?? NaN]))
    const [steps = [], found = []] = [held?.smooth?.steps, held?.smooth?.values]
    return { found: [...found], right: [...steps].map((step) => at.get(step) ?? NaN) }
  }
  const exact = await values(own)
  expect(exact.found).toEqual(exact.right)

  for (const smoothing of [
    { kind: 'exponential' as const, weight: 0.6 },
    { kind: 'exponential' as const, weight: 0.95 },
    { kind: 'median' as const, window: 71 },
  ]) {
    const { found, right } = await values(smoothing)
    // Of the points that are left, the spikes of which are more than those of all, it would be off by 0.2.
    const error = found.reduce((sum, value, i) => sum + Math.abs(value - (right[i] ?? NaN)), 0) / found.length
    expect(error).toBeLessThan(0.05)
  }
  for (const window of MEDIAN_WINDOWS) {
    const { found, right } = await values({ kind: 'median', window })
    expect(found).toEqual(right.map(Math.fround))
  }
  // What was logged last up to a step that values are asked at.
  const [column] = await api.runs.values({ runs: ['one'], wanted: [{ metric, at: 1000 }] })
  expect([...(column?.steps ?? [])]).toEqual([999])
})

test('the runs of a group keep points at the same steps, so that their mean is that of all of them', async () => {
  const { curves, api } = await reported([], 'all-but-seed')
  expect(curves[0]?.steps).toEqual(curves[1]?.steps)
  const wanted = [{ metric, smoothing: { kind: 'exponential' as const, weight: 0.6 } }]
  const request = { groups: [{ key: 'both', runs: ['one', 'two'] }], wanted, axis: 'step' as const, points: 0 }
  const [[held], [all]] = await Promise.all([
    api.runs.bands(request).then(({ bands }) => bands),
    readBands(source, request, breathe).then(({ bands }) => bands),
  ])
  const at = new Map([...(all?.xs ?? [])].map((x, i) => [x, i]))
  const right = (column: 'mean' | 'deviation') => held?.xs.map((x) => all?.[column][at.get(x) ?? -1] ?? NaN)
  expect(held?.mean).toEqual(right('mean'))
  expect(held?.deviation).toEqual(right('deviation'))
})

test('panels with the same chart, and one that smooths nothing, cost no points of the curve', async () => {
  const chart = (smoothing: object) => ({ kind: 'curves', options: { charts: [{ metric }], smoothing } })
  const own = { kind: 'exponential', weight: 0.6 }
  const panels = [own, own, { kind: 'none' }, { kind: 'exponential', weight: 0 }].map(chart)
  const shown = panels.map((panel, i) => ({ id: `c${i}`, ...panel }))
  const [{ curves: many }, { curves: one }] = await Promise.all([
    held(shown, 'nothing'),
    held(shown.slice(0, 1), 'nothing'),
  ])
  expect(many).toEqual(one)
})

test('a large group keeps no more points of each run than one run, and too many curves have fewer points each', async () => {
  for (let seed = 2; seed < 24; seed++) {
    const random = randomStream(seed, 'curves', 0)
    const steps = Float64Array.from({ length: 5100 }, (_, i) => 60 * i + seed)
    series.set(`s${seed}`, { steps, values: steps.map(() => random.uniform()) })
  }
  const seeds = [...series.keys()].slice(2).map((run) => ({ ...runs[0], run }) as RunSummary)
  const { curves } = await held([], 'all-but-seed', seeds)
  expect(new Set(curves.flatMap(({ steps }) => [...steps])).size).toBeLessThan(1.5 * MOST_POINTS)

  const bytes = 2e6
  const { curves: few, thinned } = await held([], 'nothing', seeds, bytes)
  const size = few.flatMap(({ steps, values, smoothed = [] }) => [
    steps,
    values,
    ...smoothed.map((rung) => rung.values),
  ])
  expect(size.reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(1.2 * bytes)
  expect(thinned).toBeGreaterThan(100)
  expect(thinned).toBeLessThan(MOST_POINTS)
})

test('reading curves says how far it is, lets the host go on in between, and can be given up', async () => {
  const told: string[] = []
  const tell: GatherContext['tell'] = (text, done, total) => {
    told.push(`${text} ${done}/${total}`)
    if (done === 1) throw new SaccadeError('aborted', 'given up')
  }
  await expect(held([], 'nothing', runs, undefined, tell)).rejects.toThrow('given up')
  expect(new Set(told)).toEqual(new Set(['Reading curves 0/2', 'Reading curves 1/2']))

  let breaths = 0
  const pace = { breathe: () => Promise.resolve(breaths++).then(() => undefined) }
  let reads = 0
  const counting: CurveSource = { ...source, series: (run, of) => (reads++, source.series(run, of)) }
  const parts = { source: counting, lengthOf, metricsOf: () => [metric], asked: new Map(), pace }
  await curvesOf(boardSchema.parse({}), runs, parts, { tell: () => undefined })
  expect(reads).toBe(runs.length)
  // Between any two smoothings of each curve.
  expect(breaths).toBeGreaterThan(runs.length * RUNGS.length)
})

test('what went to infinity is so at every strength', () => {
  const values = Float64Array.of(1, Infinity, -Infinity)
  const smoothed = [0.3, 0.6].map((weight) => ({ smoothing: { kind: 'exponential' as const, weight }, values }))
  const curve = { run: 'one', metric, steps: Float64Array.of(1, 2, 3), values, smoothed }
  expect(smoothedBy(curve, { kind: 'exponential', weight: 0.45 })).toEqual(values)
})
