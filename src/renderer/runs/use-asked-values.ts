import { type ShallowRef, onBeforeUnmount, shallowRef, watch } from 'vue'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { useHost } from '../client/inject.ts'
import type { Column, WantedValue } from './column.ts'
import type { Asked } from './rows.ts'

export interface AskedValues {
  /** A function that is another one whenever values have come. */
  readonly asked: Readonly<ShallowRef<Asked>>
  readonly error: ShallowRef<unknown>
}

/** Runs that train are asked about again at most this often, in milliseconds. */
const PACE = 1000

/** Values that the list of runs does not carry, asked of the host for the columns shown, and again for runs that went on. */
export function useAskedValues(runs: () => readonly RunSummary[], columns: () => readonly Column[]): AskedValues {
  const host = useHost()
  const error = shallowRef<unknown>(null)
  /** By metric and place, of each run; with how far the run was when it was asked about. */
  const known = new Map<string, Map<RunId, { readonly value: number | undefined; readonly step: number }>>()
  const read =
    (): Asked =>
    ({ run }, wanted) =>
      known.get(keyOf(wanted))?.get(run)?.value
  const asked = shallowRef<Asked>(read())
  let busy = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const wanted = columns().flatMap((column) => column.wanted ?? [])
    if (wanted.length === 0) return
    again = busy
    if (busy) return
    const stale = runs().filter((run) => wanted.some((one) => known.get(keyOf(one))?.get(run.run)?.step !== run.step))
    if (stale.length === 0) return
    busy = true
    try {
      const answer = await host.api.runs.values({ runs: stale.map(({ run }) => run), wanted })
      answer.forEach(({ steps, values }, i) => {
        const one = wanted[i]
        if (!one) return
        const column = known.get(keyOf(one)) ?? new Map<RunId, { value: number | undefined; step: number }>()
        known.set(keyOf(one), column)
        stale.forEach(({ run, step }, place) => {
          const value = Number.isNaN(steps[place] ?? NaN) ? undefined : values[place]
          column.set(run, { value, step })
        })
      })
      error.value = null
      asked.value = read()
    } catch (reason) {
      error.value = reason
    } finally {
      busy = false
      if (again) void ask()
    }
  }

  watch([columns, () => runs().length > 0, () => host.connection.value.generation], () => void ask(), {
    immediate: true,
  })
  watch(runs, () => {
    timer ??= setTimeout(() => {
      timer = undefined
      void ask()
    }, PACE)
  })
  onBeforeUnmount(() => clearTimeout(timer))
  return { asked, error }
}

const keyOf = ({ metric, at }: WantedValue) => `${metric}@${at}`
