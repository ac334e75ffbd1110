import { type ComputedRef, type Ref, computed } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'
import type { AnswerStore } from '../history/answer-store.ts'
import type { SnapshotStore } from '../history/snapshot-store.ts'
import { unionSteps } from '../history/steps.ts'

/**
 * Every step at which one of the runs can show the sentence at the cursor, ascending, the same list until there are others: kept
 * attention of a watched one, checkpoints that can be asked about one's own.
 */
export function useBoardSteps(parts: {
  readonly ids: Readonly<Ref<readonly RunId[]>>
  readonly isOwn: Readonly<Ref<boolean>>
  readonly snapshots: Pick<SnapshotStore, 'version' | 'index'>
  readonly answers: Pick<AnswerStore, 'version' | 'checkpoints'>
}): ComputedRef<readonly number[]> {
  const { ids, isOwn, snapshots, answers } = parts
  const checkpointsOf = (run: RunId) => (answers.checkpoints(run) ?? []).map(({ step }) => step)
  return computed<readonly number[]>((old) => {
    const kept = () => unionSteps(ids.value.map((run) => (snapshots.version.value, snapshots.index(run)?.steps ?? [])))
    const asked = isOwn.value ? unionSteps(ids.value.map((run) => (answers.version.value, checkpointsOf(run)))) : []
    // Where no checkpoint can be asked, or it is not known yet, there is still the rest of the board to be moved.
    const now = asked.length > 0 ? asked : kept()
    return old?.length === now.length && now.every((step, i) => step === old[i]) ? old : now
  })
}
