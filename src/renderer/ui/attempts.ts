import { type Ref, type ShallowRef, ref, shallowRef } from 'vue'

export interface Attempts {
  /** Why the last attempt failed; null where it did not. */
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  /** Answers whether it worked. */
  attempt(work: () => Promise<void>): Promise<boolean>
}

/** Calls that a user makes one after the other; a failure stays to be shown until the next. */
export function createAttempts(): Attempts {
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  return {
    error,
    busy,
    async attempt(work) {
      busy.value = true
      error.value = null
      try {
        await work()
        return true
      } catch (reason) {
        error.value = reason
        return false
      } finally {
        busy.value = false
      }
    },
  }
}
