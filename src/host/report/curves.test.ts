import { expect, test } from 'vitest'
import { createStaticClient } from '../../renderer/client/static.ts'
import { boardSchema } from '../../shared/board/board.ts'
import type { Smoothing } from '../../shared/contract/curves.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import type { CurveSource } from '../../shared/curves/curve-source.ts'
import { readBands, readCurves } from '../../shared/curves/curves.ts'
import { randomStream } from '../../shared/random.ts'
import type { ReportData } from '../../shared/report/report-data.ts'
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
const breathe = () => Promise.resolve()

function reported(panels: object[] = [], by = 'nothing') {
  const board = boardSchema.parse({ panels, grouping: { by } })
  const asked = new Map(runs.map(({ run }) => [run, new Set([1000])]))
  const { curves, thinned } = curvesOf(board, runs, { source, metricsOf: () => [metric], asked })
  expect(thinned).toBe(true)
  const outputs = { lists: [], runs: [], masks: [], whole: true, held: null }
  const none = { evaluated: [], kept: [], snapshots: [], emergence: [], comparisons: [], absent: [], notes: [] }
  const data = { ...none, runs, curves, outputs } as unknown as ReportData
  return { curves, api: createStaticClient(data).api }
}

test('long curves are smoothed over all their points: as the board does exactly, otherwise as it is drawn', async () => {
  const own = { kind: 'exponential' as const, weight: 0.85 }
  const { curves, api } = reported([{ id: 'c', kind: 'curves', options: { charts: [{ metric }], smoothing: own } }])
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
    { kind: 'median' as const, window: 51 },
  ]) {
    const { found, right } = await values(smoothing)
    // Of the points that are left, the spikes of which are more than those of all, it would be off by 0.2.
    const error = found.reduce((sum, value, i) => sum + Math.abs(value - (right[i] ?? NaN)), 0) / found.length
    expect(error).toBeLessThan(0.05)
  }
  // What was logged last up to a step that values are asked at.
  const [column] = await api.runs.values({ runs: ['one'], wanted: [{ metric, at: 1000 }] })
  expect([...(column?.steps ?? [])]).toEqual([999])
})

test('the runs of a group keep points at the same steps, so that their mean is that of all of them', async () => {
  const { curves, api } = reported([], 'all-but-seed')
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
