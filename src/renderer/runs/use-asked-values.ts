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

interface Known extends Pick<RunSummary, 'step' | 'latest'> {
  readonly value: number | undefined
}

/** Runs that train are asked about again at most this often, in milliseconds. */
const PACE = 1000

/** Values that the list of runs does not carry, asked of the host for the columns shown, and again for runs that went on. */
export function useAskedValues(runs: () => readonly RunSummary[], columns: () => readonly Column[]): AskedValues {
  const host = useHost()
  const error = shallowRef<unknown>(null)
  /** By metric and place, of each run; with how far the run was, and what it had logged, when it was asked about. */
  const known = new Map<string, Map<RunId, Known>>()
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
    forgetGone()
    const stale = runs().filter((run) => wanted.some((one) => isStale(known.get(keyOf(one))?.get(run.run), run)))
    if (stale.length === 0) return
    busy = true
    try {
      const answer = await host.api.runs.values({ runs: stale.map(({ run }) => run), wanted })
      answer.forEach(({ steps, values }, i) => {
        const one = wanted[i]
        if (!one) return
        const column = known.get(keyOf(one)) ?? new Map<RunId, Known>()
        known.set(keyOf(one), column)
        stale.forEach(({ run, step, latest }, place) => {
          const value = Number.isNaN(steps[place] ?? NaN) ? undefined : values[place]
          column.set(run, { value, step, latest })
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

  function forgetGone(): void {
    const listed = new Set(runs().map(({ run }) => run))
    for (const column of known.values()) for (const run of column.keys()) if (!listed.has(run)) column.delete(run)
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

/** A run that ends is evaluated once more at the step at which it is. */
function isStale(known: Known | undefined, { step, latest }: RunSummary): boolean {
  if (known?.step !== step) return true
  const before = new Map(Object.entries(known.latest))
  return known.latest !== latest && Object.entries(latest).some(([name, value]) => !Object.is(before.get(name), value))
}

const keyOf = ({ metric, at }: WantedValue) => `${metric}@${at}`
