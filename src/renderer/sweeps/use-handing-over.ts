import { type ComputedRef, computed, shallowRef } from 'vue'
import { SaccadeError } from '../../shared/errors.ts'

const GIVEN_UP = new SaccadeError('aborted', 'Nobody waits for Slurm any more', {
  hint: 'If it has taken the tasks, they train, and the page of the sweep finds them. Handed over again, none trains twice.',
})

/** Handing tasks to others, which may take long to answer, and need not be waited for. */
export function useHandingOver(): {
  readonly isUnderWay: ComputedRef<boolean>
  readonly giveUp: () => void
  handOver<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
} {
  const asked = shallowRef<AbortController | null>(null)
  return {
    isUnderWay: computed(() => asked.value !== null),
    giveUp: () => asked.value?.abort(),
    async handOver(work) {
      const mine = new AbortController()
      asked.value = mine
      try {
        return await work(mine.signal)
      } catch (reason) {
        throw mine.signal.aborted ? GIVEN_UP : reason
      } finally {
        asked.value = null
      }
    },
  }
}
