import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import {
  type Band,
  type BandsRequest,
  type Curve,
  type CurveRange,
  type CurvesRequest,
  isCurveClock,
} from '../../shared/contract/curves.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { HostClient } from '../client/client.ts'
import { createFrameQueue } from '../ui/frame.ts'

/** Curves of training runs are asked for anew at most this often, in milliseconds: a redraw a second is live enough. */
const LIVE_PACE = 1000

/** What is to be seen: curves of runs, bands of groups, or both. */
export interface CurveQuery extends Omit<CurvesRequest, 'runs'> {
  readonly runs: readonly RunId[]
  readonly groups: readonly { readonly key: string; readonly runs: readonly RunId[] }[]
}

export interface CurveFeed {
  /** Grows whenever a curve changed; read it to follow them. */
  readonly version: Readonly<ShallowRef<number>>
  curve(run: RunId, metric: MetricName): Curve | undefined
  band(group: string, metric: MetricName): Band | undefined
  /** How far all of them reach on the axis; null while there is nothing. */
  readonly extent: Readonly<ShallowRef<CurveRange | null>>
  /** Runs that have curves, but cannot be laid out over this axis. */
  readonly unplaced: Readonly<ShallowRef<readonly RunId[]>>
  /** False until the first answer to a query came. */
  readonly loaded: Readonly<ShallowRef<boolean>>
  readonly error: Readonly<ShallowRef<unknown>>
}

/**
 * Keeps what a query asks for, live. It holds no more than one answer: what was there stays until the finer comes, what is
 * not wanted any more is cancelled, and of training runs only those that have gone on are asked for again.
 */
export function createCurveFeed(host: HostClient, query: () => CurveQuery | null): CurveFeed {
  const version = shallowRef(0)
  const extent = shallowRef<CurveRange | null>(null)
  const unplaced = shallowRef<readonly RunId[]>([])
  const loaded = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const curves = new Map<string, Curve>()
  const bands = new Map<string, Band>()
  const stale = new Set<RunId>()
  let cancel = new AbortController()
  let asking = false

  async function ask(wanted: CurveQuery, changed: ReadonlySet<RunId> | null): Promise<void> {
    if (!changed) cancel.abort()
    const mine = changed ? cancel : (cancel = new AbortController())
    const runs = wanted.runs.filter((run) => changed?.has(run) ?? true)
    const groups = wanted.groups.filter((group) => !changed || group.runs.some((run) => changed.has(run)))
    const { wanted: metrics, axis, points, range } = wanted
    const common = { wanted: metrics, axis, points, ...(range && { range }) }
    asking = true
    try {
      const request: CurvesRequest = { ...common, runs: [...runs] }
      // Over a metric there are no bands.
      const grouped: BandsRequest | null =
        groups.length > 0 && isCurveClock(axis)
          ? { ...common, axis, groups: groups.map(({ key, runs: of }) => ({ key, runs: [...of] })) }
          : null
      const [some, spread] = await Promise.all([
        runs.length > 0 ? host.api.runs.curves(request, { signal: mine.signal }) : null,
        grouped ? host.api.runs.bands(grouped, { signal: mine.signal }) : null,
      ])
      if (mine.signal.aborted) return
      if (!changed) {
        curves.clear()
        bands.clear()
      }
      for (const curve of some?.curves ?? []) curves.set(`${curve.run}/${curve.metric}`, curve)
      for (const band of spread?.bands ?? []) bands.set(`${band.key}/${band.metric}`, band)
      const reach = union(some?.extent ?? null, spread?.extent ?? null)
      extent.value = changed ? union(extent.value, reach) : reach
      unplaced.value = changed
        ? unplaced.value.filter((run) => !changed.has(run)).concat(some?.unplaced ?? [])
        : (some?.unplaced ?? [])
      error.value = null
      loaded.value = true
      version.value += 1
    } catch (reason) {
      if (!mine.signal.aborted) error.value = reason
    } finally {
      if (mine === cancel) asking = false
      if (stale.size > 0) renew()
    }
  }

  const renew = createFrameQueue(() => {
    const wanted = query()
    if (asking || !wanted || stale.size === 0) return
    const changed = new Set(stale)
    stale.clear()
    void ask(wanted, changed)
  }, LIVE_PACE)

  function askAnew(): void {
    const wanted = query()
    stale.clear()
    if (wanted) void ask(wanted, null)
  }
  const askAll = createFrameQueue(askAnew)

  function isWanted(run: RunId): boolean {
    const wanted = query()
    return wanted !== null && (wanted.runs.includes(run) || wanted.groups.some(({ runs }) => runs.includes(run)))
  }

  function grown(run: RunId): void {
    if (!isWanted(run)) return
    stale.add(run)
    renew()
  }

  const stops = [
    host.on('metrics', ({ run }) => grown(run)),
    host.on('evaluation', ({ run }) => grown(run)),
    // A resumed run starts from its last checkpoint, so the end of its curves may be taken back.
    host.on('runs', ({ runs }) => {
      for (const { run, state } of runs) if (state === 'starting') grown(run)
    }),
    // Its curves and how far all reach end earlier than before.
    host.on('wentBack', ({ run }) => isWanted(run) && askAll()),
    watch(
      () => host.connection.value.generation,
      (generation) => generation > 1 && askAll(),
    ),
    watch(() => JSON.stringify(query()), askAll),
  ]
  askAnew() // at once, so that the host is at work while the page is made
  onScopeDispose(() => {
    cancel.abort()
    for (const stop of stops) stop()
  })

  return {
    version,
    curve: (run, metric) => curves.get(`${run}/${metric}`),
    band: (group, metric) => bands.get(`${group}/${metric}`),
    extent,
    unplaced,
    loaded,
    error,
  }
}

function union(a: CurveRange | null, b: CurveRange | null): CurveRange | null {
  return a && b ? { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) } : (a ?? b)
}
