import { type ComputedRef, type MaybeRefOrGetter, computed, shallowRef, toValue, watch } from 'vue'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { createFrameQueue } from '../ui/frame.ts'
import { type Aside, type LabelledRun, type RunLabels, labelRuns } from './labels.ts'

const REST = 150

/** The labels of the runs shown; made anew only when their names or settings change, and not with every step. */
export function useLabels(
  shown: () => readonly RunSummary[],
  aside: MaybeRefOrGetter<readonly Aside[]> = [],
): ComputedRef<RunLabels> {
  const identities = useIdentities(shown)
  return computed(() => labelRuns(identities.value, toValue(aside)))
}

/**
 * The same for lists that change with every key: labels of many runs take longer than one may wait then. They follow at
 * most every {@link REST} milliseconds; a run that is shown before has none yet.
 */
export function useRestedLabels(
  shown: () => readonly RunSummary[],
  aside: MaybeRefOrGetter<readonly Aside[]> = [],
): ComputedRef<RunLabels> {
  const rested = shallowRef(shown())
  const settle = createFrameQueue(() => (rested.value = shown()), REST)
  watch(shown, () => (rested.value.length === 0 ? (rested.value = shown()) : settle()))
  return useLabels(() => rested.value, aside)
}

/** The same list until other runs are shown, or one is renamed: settings never change, and what a run has reached is no part of what it is. */
export function useIdentities<Run extends LabelledRun>(shown: () => readonly Run[]): ComputedRef<readonly Run[]> {
  return computed<readonly Run[]>((old) => {
    const now = shown()
    const same =
      old?.length === now.length && now.every((run, i) => run.run === old[i]?.run && run.name === old[i].name)
    return same ? old : now
  })
}
