import { type ComputedRef, type Ref, type ShallowRef, computed, ref, shallowRef, watch } from 'vue'
import type { JsonObject } from '../../shared/config/assign.ts'
import type { DatasetReport } from '../../shared/contract/datasets.ts'
import { type Problem, SaccadeError } from '../../shared/errors.ts'
import { composeData } from '../settings/plan.ts'
import { useDraft } from '../settings/draft.ts'
import { useHost } from '../client/inject.ts'

const ROWS = 60

export interface DatasetReportState {
  /** The data settings of the draft, with what is recommended for their source. */
  readonly data: ComputedRef<JsonObject>
  /** Null until the data have been read, and when they cannot be. */
  readonly report: Readonly<ShallowRef<DatasetReport | null>>
  readonly error: Readonly<ShallowRef<unknown>>
  /** What is wrong with the settings, by their paths in the configuration. */
  readonly problems: ComputedRef<readonly Problem[]>
  readonly reading: Readonly<Ref<boolean>>
  /** Drops the report, before other data are chosen. */
  clear(): void
}

/** Reads the data of the draft a moment after the last change of their settings. */
export function useDatasetReport(): DatasetReportState {
  const host = useHost()
  const draft = useDraft()
  const data = computed(() => composeData(draft.overrides.value))
  const report = shallowRef<DatasetReport | null>(null)
  const error = shallowRef<unknown>(null)
  const reading = ref(false)
  const problems = computed<readonly Problem[]>(() => {
    if (!(error.value instanceof SaccadeError)) return []
    // The host checks data alone, so that its paths may start below `data`.
    return error.value.problems.map((problem) =>
      problem.path.startsWith('data.') ? problem : { ...problem, path: `data.${problem.path}` },
    )
  })

  // An older reading never overtakes a newer.
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    [data, () => host.connection.value.generation],
    () => {
      clearTimeout(timer)
      turn += 1
      if (!draft.source.value) {
        report.value = null
        error.value = null
        return
      }
      if (host.connection.value.generation > 0) timer = setTimeout(() => void inspect(turn), 250)
    },
    { immediate: true },
  )

  async function inspect(mine: number): Promise<void> {
    reading.value = true
    try {
      const found = await host.api.datasets.inspect({ data: data.value, rows: ROWS })
      if (mine !== turn) return
      report.value = found
      error.value = null
    } catch (reason) {
      if (mine !== turn) return
      report.value = null
      error.value = reason
    } finally {
      if (mine === turn) reading.value = false
    }
  }

  return { data, report, error, problems, reading, clear: () => (report.value = null) }
}
