import { type ComputedRef, type Ref, computed, onScopeDispose, ref, watch } from 'vue'
import type { SearchManner } from './use-explored.ts'

/** Milliseconds after which somebody may want an end. */
const LONG = 700

export interface StoppedSearch {
  /** As long as it stands in the field, nothing is asked for it. */
  readonly isStopped: ComputedRef<boolean>
  stop(): void
  again(): void
}

/** A search that somebody stopped, until another one is typed. */
export function useStoppedSearch(find: Readonly<Ref<string>>, manner: Readonly<Ref<SearchManner>>): StoppedSearch {
  const search = computed(() => JSON.stringify([find.value, manner.value]))
  const stopped = ref('')
  return {
    isStopped: computed(() => find.value !== '' && stopped.value === search.value),
    stop: () => void (stopped.value = search.value),
    again: () => void (stopped.value = ''),
  }
}

/** Whether something takes long by now. */
export function useLong(busy: Readonly<Ref<boolean>>): Readonly<Ref<boolean>> {
  const isLong = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(busy, (now) => {
    clearTimeout(timer)
    isLong.value = false
    if (now) timer = setTimeout(() => (isLong.value = true), LONG)
  })
  onScopeDispose(() => clearTimeout(timer))
  return isLong
}
