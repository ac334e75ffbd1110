import { type ComputedRef, type ShallowRef, computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { RunId } from '../../../../shared/contract/runs.ts'
import type { MetricName } from '../../../../shared/metrics.ts'
import { useHost } from '../../../client/inject.ts'
import { useRuns } from '../../../history/inject.ts'
import { useBoard } from '../../board-store.ts'
import type { LoggedValue, ValueOf } from './value-rows.ts'
import { keepNewest } from '../../../../shared/keep-newest.ts'

/** Steps whose values are kept for when the cursor comes back. */
const KEPT = 60
/** While runs train, what was read is renewed at most this often, in milliseconds. */
const PACE = 1000

type Values = ReadonlyMap<MetricName, ReadonlyMap<RunId, LoggedValue>>

export interface LoggedValues {
  /** Changes whenever a value may have. */
  readonly logged: ComputedRef<(run: RunId, metric: MetricName, of: ValueOf) => LoggedValue>
  /** What is shown is of another place than the cursor, whose values are on their way. */
  readonly late: ComputedRef<boolean>
  readonly error: Readonly<ShallowRef<unknown>>
}

const NONE: LoggedValue = { value: NaN, step: NaN }

/** The values of metrics of all runs of the board, at the cursor and at their best. */
export function useLoggedValues(metrics: () => readonly MetricName[]): LoggedValues {
  const host = useHost()
  const history = useRuns()
  const board = useBoard()
  const error = shallowRef<unknown>(null)
  const best = shallowRef<Values>(new Map())
  const atCursor = shallowRef<{ readonly step: number; readonly values: Values } | null>(null)
  const kept = new Map<number, Values>()

  /** Null at the latest step, where the list of runs says it all. */
  const pinned = computed(() => (board.board.value.cursor.step === 'latest' ? null : board.step.value))
  const asked = computed(() => ({ runs: board.ids.value, metrics: metrics() }))

  async function read(at: number | 'best'): Promise<Values> {
    const { runs, metrics: names } = asked.value
    if (runs.length === 0 || names.length === 0) return new Map()
    const columns = await host.api.runs.values({ runs: [...runs], wanted: names.map((metric) => ({ metric, at })) })
    return new Map(
      columns.map(({ metric, steps, values }) => [
        metric,
        new Map(runs.map((run, i) => [run, { value: values[i] ?? NaN, step: steps[i] ?? NaN }])),
      ]),
    )
  }

  let reading = false
  /** Grows when what was read may be so no longer. */
  let turn = 0
  /** One question at a time: while it is answered the cursor may move on, and only where it rests then is asked next. */
  async function follow(): Promise<void> {
    const step = pinned.value
    if (step === null || reading) return
    const here = kept.get(step)
    if (here) {
      atCursor.value = { step, values: here }
      return
    }
    reading = true
    const [mine, wanted] = [turn, asked.value]
    try {
      const values = await read(step)
      if (mine === turn) keep(step, values)
      if (wanted === asked.value) atCursor.value = { step, values }
      error.value = null
    } catch (reason) {
      error.value = reason
    }
    reading = false
    if (pinned.value !== step || mine !== turn) void follow()
  }

  function keep(step: number, values: Values): void {
    keepNewest(kept, step, values, KEPT)
  }

  async function renew(): Promise<void> {
    turn += 1
    kept.clear()
    void follow()
    const wanted = asked.value
    try {
      const values = await read('best')
      if (wanted === asked.value) best.value = values
      error.value = null
    } catch (reason) {
      error.value = reason
    }
  }

  watch([asked, () => host.connection.value.generation], renew, { immediate: true })
  watch(pinned, follow)
  let timer: ReturnType<typeof setTimeout> | undefined
  function renewSoon({ run }: { readonly run: RunId }): void {
    if (timer !== undefined || !board.ids.value.includes(run)) return
    timer = setTimeout(() => {
      timer = undefined
      void renew()
    }, PACE)
  }
  const offs = [host.on('evaluation', renewSoon), host.on('wentBack', renewSoon)]
  onScopeDispose(() => {
    for (const off of offs) off()
    clearTimeout(timer)
  })

  return {
    error,
    late: computed(() => pinned.value !== null && atCursor.value?.step !== pinned.value),
    logged: computed(() => {
      const runs = history.byId.value
      const [step, there, most] = [pinned.value, atCursor.value?.values, best.value]
      const last = (run: RunId, metric: MetricName): LoggedValue => {
        const known = runs.get(run)
        const value = known?.latest[metric]
        return known && value !== undefined ? { value, step: known.step } : NONE
      }
      return (run, metric, of) => {
        if (of === 'best') return most.get(metric)?.get(run) ?? NONE
        // A run that has not come so far stands where it is.
        if (step === null || (runs.get(run)?.step ?? 0) < step) return last(run, metric)
        return there?.get(metric)?.get(run) ?? NONE
      }
    }),
  }
}
