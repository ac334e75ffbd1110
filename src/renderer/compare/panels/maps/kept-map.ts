import { type ComputedRef, type ShallowRef, computed, shallowRef, watch } from 'vue'
import type { RunSummary, Snapshot, SnapshotIndex } from '../../../../shared/contract/runs.ts'
import { useSnapshots } from '../../../history/inject.ts'
import { snapStep } from '../../../history/steps.ts'
import { sentenceNumber } from './sentences.ts'

export interface KeptMap {
  /** What the run keeps; null until it is known. */
  readonly index: ComputedRef<SnapshotIndex | null>
  /** Whether the run watches the sentence. */
  readonly watches: ComputedRef<boolean>
  readonly snapshot: Readonly<ShallowRef<Snapshot | null>>
  readonly error: Readonly<ShallowRef<unknown>>
}

/** What a run kept of a sentence at the latest step that is not after the one asked for. */
export function useKeptMap(asked: () => { run: RunSummary; sentence: string; step: number }): KeptMap {
  const store = useSnapshots()
  const snapshot = shallowRef<Snapshot | null>(null)
  const error = shallowRef<unknown>(null)

  const index = computed(() => (store.version.value, store.index(asked().run.run)))
  const wanted = computed(() => {
    if (!index.value) return null
    const sentence = sentenceNumber(index.value, asked().sentence)
    const step = snapStep(index.value.steps, asked().step)
    return sentence === null || step === null ? null : { sentence, step }
  })
  const watches = computed(() => index.value !== null && sentenceNumber(index.value, asked().sentence) !== null)

  // The former map stays until the next one is here, so that scrubbing does not flicker.
  watch(
    () => [asked().run.run, wanted.value?.sentence, wanted.value?.step] as const,
    async ([run, sentence, step]) => {
      if (sentence === undefined || step === undefined) {
        snapshot.value = null
        return
      }
      if (snapshot.value && (snapshot.value.run !== run || snapshot.value.sentence.index !== sentence))
        snapshot.value = null
      const here = store.peek(run, sentence, step)
      if (here) snapshot.value = here
      try {
        const fetched = here ?? (await store.fetch(run, sentence, step))
        error.value = null
        const now = wanted.value
        if (asked().run.run === run && now?.sentence === sentence && now.step === step) snapshot.value = fetched
        prefetch(run, sentence, step)
      } catch (reason) {
        if (wanted.value?.step === step) error.value = reason
      }
    },
    { immediate: true },
  )

  /** The neighbours are what the slider asks for next. */
  function prefetch(run: string, sentence: number, step: number): void {
    const steps = index.value?.steps ?? []
    const at = steps.indexOf(step)
    for (const near of [steps[at + 1], steps[at - 1]]) {
      // Only a look ahead: if it fails, the real look says so.
      if (near !== undefined) store.fetch(run, sentence, near).catch(() => undefined)
    }
  }

  return { index, watches, snapshot, error }
}
