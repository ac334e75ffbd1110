import { type ShallowRef, onScopeDispose, shallowRef, watch } from 'vue'
import type { SweepTasks } from '../../shared/contract/sweeps.ts'
import { useHost } from '../client/inject.ts'
import { createAttempts } from '../ui/attempts.ts'
import { isSettled } from './tasks-shown.ts'

/** From one look at the tasks to the next, in milliseconds, while somebody sees them. */
const BETWEEN = 5000

/** The tasks of a sweep that trains elsewhere: taken in as they finish, and told how they stand. */
export function useTasks(sweep: () => string, isOpen: () => boolean) {
  const { api, connection } = useHost()
  const found: ShallowRef<SweepTasks | null> = shallowRef(null)
  const error = shallowRef<unknown>(null)
  const attempts = createAttempts({ error: shallowRef<unknown>(null) })
  let timer: ReturnType<typeof setTimeout> | undefined
  let hasEnded = false

  async function look(): Promise<SweepTasks> {
    const id = sweep()
    const now = await api.sweeps.collect({ sweep: id })
    if (id === sweep()) found.value = now
    error.value = null
    return now
  }

  /** Where all have come in, and are told of as finished, there is nothing to wait for; where nobody looks, nothing to tell. */
  const isOver = () => !isOpen() && isSettled(found.value?.tasks ?? [])

  async function lookOn(): Promise<void> {
    clearTimeout(timer)
    if (isOver()) return
    if (!document.hidden && connection.value.generation > 0) {
      try {
        const { sweep: of, tasks } = await look()
        if (of.tasks?.open === 0 && isSettled(tasks)) return
      } catch (reason) {
        error.value = reason
      }
    }
    clearTimeout(timer)
    if (!hasEnded) timer = setTimeout(() => void lookOn(), BETWEEN)
  }
  const seen = (): void => void (!document.hidden && lookOn())
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    hasEnded = true
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', seen)
  })
  watch(
    () => [sweep(), connection.value.generation, isOpen()] as const,
    ([id], before) => {
      if (before && before[0] !== id) found.value = null
      void lookOn()
    },
    { immediate: true },
  )

  const deed = (work: () => Promise<unknown>) =>
    attempts.attempt(async () => {
      await work()
      await lookOn()
    })
  return {
    found,
    /** Why they could not be looked at the last time. */
    error,
    deedError: attempts.error,
    busy: attempts.busy,
    /** Looks at them once, though all may have come in. */
    takeIn: () => attempts.attempt(() => look().then(() => undefined)),
    handOver: () => deed(() => api.sweeps.resume({ sweep: sweep(), failed: true })),
    letGo: () => attempts.attempt(() => api.sweeps.detach({ sweep: sweep() }).then(() => undefined)),
    cancel: () => deed(() => api.sweeps.stop({ sweep: sweep() })),
  }
}
