import { type ComputedRef, type MaybeRefOrGetter, computed, onScopeDispose, shallowRef, toValue, watch } from 'vue'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { type Aside, type LabelledRun, type RunLabels, labelRuns } from '../../shared/labels/labels.ts'

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
 * The same for lists that change with every key: labels of many runs take longer than one may wait then. They follow
 * {@link REST} milliseconds after a change, which others do not put off; a run that is shown before has none yet.
 */
export function useRestedLabels(
  shown: () => readonly RunSummary[],
  aside: MaybeRefOrGetter<readonly Aside[]> = [],
): ComputedRef<RunLabels> {
  const rested = shallowRef(shown())
  let timer: ReturnType<typeof setTimeout> | undefined
  function rest(): void {
    clearTimeout(timer)
    timer = undefined
    rested.value = shown()
  }
  watch(shown, () => {
    if (rested.value.length === 0) rest()
    else timer ??= setTimeout(rest, REST)
  })
  onScopeDispose(() => clearTimeout(timer))
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
