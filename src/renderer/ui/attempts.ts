import { type ComputedRef, type ShallowRef, computed, ref, shallowRef } from 'vue'

export interface Attempts {
  /** Why the last attempt failed; null where it did not. */
  readonly error: ShallowRef<unknown>
  /** Until all of them have ended. */
  readonly busy: ComputedRef<boolean>
  /** Answers whether it worked. */
  attempt(work: () => Promise<void>): Promise<boolean>
}

/**
 * Calls that a user makes; a failure stays to be shown until the next is asked for. `inOrder`, each begins when those
 * before it have ended, however they did; else at once. With the `error` of others, it is told where theirs is.
 */
export function createAttempts({
  inOrder = false,
  error = shallowRef<unknown>(null),
}: { readonly inOrder?: boolean; readonly error?: ShallowRef<unknown> } = {}): Attempts {
  const under = ref(0)
  let before: Promise<unknown> = Promise.resolve()

  async function tryOut(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      under.value -= 1
    }
  }

  return {
    error,
    busy: computed(() => under.value > 0),
    attempt(work) {
      under.value += 1
      error.value = null
      const tried = inOrder ? before.then(() => tryOut(work)) : tryOut(work)
      before = tried
      return tried
    },
  }
}
