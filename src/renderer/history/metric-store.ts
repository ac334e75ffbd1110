import { type ShallowRef, shallowRef, watch } from 'vue'
import type { HostClient } from '../client/client.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { METRIC_NAMES, type MetricName } from '../../shared/metrics.ts'
import { EMPTY_SERIES, type Series, appendPoints } from './series.ts'
import { createFrameQueue } from '../ui/frame.ts'

/** Points asked of the host per curve; live points are added until a curve has grown fourfold. */
const POINTS = 600

export interface MetricStore {
  /** Grows whenever a curve changed; read it to follow them. */
  readonly version: Readonly<ShallowRef<number>>
  /** Sees to it that the runs' curves are here and stay live. */
  follow(runs: readonly RunId[]): void
  series(run: RunId, metric: MetricName): Series
  /** Metrics that any of the runs has a curve of, in the order of the table. */
  available(runs: readonly RunId[]): MetricName[]
  readonly error: Readonly<ShallowRef<unknown>>
}

interface RunCurves {
  series: Map<MetricName, Series>
  /** Rows that came before the curves themselves. */
  pending: { step: number; metrics: MetricValues }[]
  loading: boolean
  stale: boolean
}

export function createMetricStore(host: HostClient): MetricStore {
  const version = shallowRef(0)
  const error = shallowRef<unknown>(null)
  const curves = new Map<RunId, RunCurves>()
  const flush = createFrameQueue(() => {
    for (const entry of curves.values()) if (!entry.loading) append(entry)
    version.value += 1
    const stale = [...curves].filter(([, entry]) => entry.stale && !entry.loading).map(([run]) => run)
    if (stale.length > 0) void load(stale)
  })

  function append(entry: RunCurves): void {
    if (entry.pending.length === 0) return
    const points = new Map<MetricName, [number, number][]>()
    for (const { step, metrics } of entry.pending) {
      for (const name of METRIC_NAMES) {
        const value = metrics[name]
        if (value === undefined) continue
        const list = points.get(name) ?? []
        list.push([step, value])
        points.set(name, list)
      }
    }
    entry.pending = []
    for (const [name, list] of points) {
      const grown = appendPoints(entry.series.get(name) ?? EMPTY_SERIES, list)
      entry.series.set(name, grown)
      if (grown.steps.length > 4 * POINTS) entry.stale = true
    }
  }

  async function load(runs: readonly RunId[]): Promise<void> {
    for (const run of runs) {
      const entry = curves.get(run)
      if (entry) Object.assign(entry, { loading: true, stale: false })
    }
    try {
      const answer = await host.api.runs.metrics({ runs: [...runs], metrics: [], points: POINTS })
      const fresh = new Map(runs.map((run) => [run, new Map<MetricName, Series>()]))
      for (const { run, metric, steps, values } of answer) fresh.get(run)?.set(metric, { steps, values })
      for (const [run, series] of fresh) {
        const entry = curves.get(run)
        if (entry) entry.series = series
      }
      error.value = null
    } catch (reason) {
      error.value = reason
    } finally {
      for (const run of runs) {
        const entry = curves.get(run)
        if (entry) entry.loading = false
      }
      flush()
    }
  }

  function receive(run: RunId, rows: readonly { step: number; metrics: MetricValues }[]): void {
    const entry = curves.get(run)
    if (!entry) return
    entry.pending.push(...rows)
    flush()
  }

  host.on('metrics', ({ run, rows }) => receive(run, rows))
  host.on('evaluation', ({ run, step, metrics }) => receive(run, [{ step, metrics }]))
  host.on('run', ({ run, state }) => {
    const entry = curves.get(run)
    // A resumed run starts from its last checkpoint, so the end of its curves may be taken back.
    if (!entry || state !== 'starting') return
    entry.stale = true
    flush()
  })
  host.on('removed', ({ runs }) => {
    for (const run of runs) curves.delete(run)
  })
  watch(
    () => host.connection.value.generation,
    (generation) => {
      if (generation > 0 && curves.size > 0) void load([...curves.keys()])
    },
  )

  return {
    version,
    error,
    follow(runs) {
      const fresh = runs.filter((run) => !curves.has(run))
      if (fresh.length === 0) return
      for (const run of fresh) curves.set(run, { series: new Map(), pending: [], loading: true, stale: false })
      void load(fresh)
    },
    series: (run, metric) => curves.get(run)?.series.get(metric) ?? EMPTY_SERIES,
    available: (runs) =>
      METRIC_NAMES.filter((name) => runs.some((run) => (curves.get(run)?.series.get(name)?.steps.length ?? 0) > 0)),
  }
}
