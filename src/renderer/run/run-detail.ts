import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { CheckpointInfo, LogLine, RunDetail, RunId, RunSummary, Transition } from '../../shared/contract/runs.ts'
import { useBundleJobs } from '../history/bundle-jobs.ts'
import { useRuns } from '../history/inject.ts'
import { useHost } from '../client/inject.ts'

/** One run with all that hangs off it. */
export interface RunDetailState {
  /** Follows by events; null until the run is known. */
  readonly summary: ComputedRef<RunSummary | null>
  /** Null until it has been read; what follows comes with it. */
  readonly detail: Readonly<ShallowRef<RunDetail | null>>
  readonly checkpoints: Readonly<ShallowRef<readonly CheckpointInfo[]>>
  readonly transitions: Readonly<ShallowRef<readonly Transition[]>>
  readonly log: Readonly<ShallowRef<readonly LogLine[]>>
  /** True once it was deleted, here or in another window. */
  readonly deleted: Readonly<ShallowRef<boolean>>
  /** Why the last reading failed. */
  readonly error: Readonly<ShallowRef<unknown>>
  /** Reads all of it anew. */
  load(): Promise<void>
}

/** Reads a run and reads it anew whenever what was read may have changed. */
export function useRunDetail(id: () => RunId): RunDetailState {
  const host = useHost()
  const store = useRuns()
  const bundles = useBundleJobs()
  const detail = shallowRef<RunDetail | null>(null)
  const checkpoints = shallowRef<readonly CheckpointInfo[]>([])
  const transitions = shallowRef<readonly Transition[]>([])
  const log = shallowRef<readonly LogLine[]>([])
  const deleted = shallowRef(false)
  const error = shallowRef<unknown>(null)
  const summary = computed(() => store.byId.value.get(id()) ?? detail.value)

  async function load(): Promise<void> {
    const run = id()
    try {
      const [found, kept, moves, lines] = await Promise.all([
        host.api.runs.get({ run }),
        host.api.runs.checkpoints({ run }),
        host.api.runs.transitions({ run }),
        host.api.runs.log({ run }),
      ])
      if (run !== id()) return
      detail.value = found
      checkpoints.value = kept
      transitions.value = moves
      log.value = lines
      error.value = null
    } catch (reason) {
      error.value = reason
    }
  }

  watch(id, () => {
    detail.value = null
    deleted.value = false
  })
  // What was in the list and is there no longer was deleted, also while this window had no connection.
  watch(
    () => [id(), store.byId.value.has(id())] as const,
    ([run, listed], [before, wasListed]) => {
      if (run !== before) return
      if (wasListed && !listed) deleted.value = true
      else if (listed) deleted.value = false // brought back
    },
  )
  // What is shown here changes with the state and with every evaluation, of which the best and the step tell.
  watch(
    () =>
      [
        id(),
        host.connection.value.generation,
        summary.value?.state,
        summary.value?.latest['valid/loss'],
        summary.value?.parameters,
        bundles.state.value?.kind === 'done' && bundles.state.value, // which may have brought checkpoints
      ] as const,
    ([, generation]) => {
      if (generation > 0) void load()
    },
    { immediate: true },
  )

  return { summary, detail, checkpoints, transitions, log, deleted, error, load }
}
