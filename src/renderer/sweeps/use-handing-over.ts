import { type ComputedRef, computed, shallowRef } from 'vue'
import { SaccadeError } from '../../shared/errors.ts'

const GIVEN_UP = {
  slurm: new SaccadeError('aborted', 'Nobody waits for Slurm any more', {
    hint: 'If it has taken the tasks, they train, and the page of the sweep finds them. Handed over again, none trains twice.',
  }),
  folder: new SaccadeError('aborted', 'Nobody waits for the folder any more', {
    hint: 'What was written of its tasks stays there. Written once more, it gets what is lacking.',
  }),
}

/** Handing tasks to others, which may take long to answer, and need not be waited for. */
export function useHandingOver(): {
  readonly isUnderWay: ComputedRef<boolean>
  readonly giveUp: () => void
  handOver<Result>(to: 'slurm' | 'folder', work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
} {
  const asked = shallowRef<AbortController | null>(null)
  return {
    isUnderWay: computed(() => asked.value !== null),
    giveUp: () => asked.value?.abort(),
    async handOver(to, work) {
      const mine = new AbortController()
      asked.value = mine
      try {
        return await work(mine.signal)
      } catch (reason) {
        throw mine.signal.aborted ? GIVEN_UP[to] : reason
      } finally {
        asked.value = null
      }
    },
  }
}
