import type { Board } from '../../shared/board/board.ts'
import { type RunGroup, groupRuns } from '../../shared/board/groups.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { labelGroups } from '../../shared/labels/group-labels.ts'
import type { RunLabels } from '../../shared/labels/labels.ts'
import type { RunColour } from '../ui/colours.ts'

/** Runs that are shown as one, or a run by itself. */
export interface LabelledGroup extends RunGroup {
  readonly label: string
  /** That of each of its runs. */
  readonly colour: RunColour
}

/** The groups of a board, each called by what tells it from the others. */
export function labelledGroups(
  runs: readonly RunSummary[],
  { grouping }: Pick<Board, 'grouping'>,
  labelOf: (run: RunId) => string,
  colourOf: (run: RunId) => RunColour,
): readonly LabelledGroup[] {
  const groups = groupRuns(runs, grouping)
  const { labels } = labelGroups(groups, grouping)
  return groups.flatMap((group) => {
    const [first] = group.runs
    if (!first) return []
    return { ...group, label: labels.get(group.key) || labelOf(first.run), colour: colourOf(first.run) }
  })
}

/** What the group is called that begins with the run; a run by itself as everywhere. */
export function nameOfGroup(
  groups: readonly LabelledGroup[],
  { labels }: Pick<RunLabels, 'labels'>,
  run: RunId,
): string {
  return groups.find(({ runs }) => runs[0]?.run === run && runs.length > 1)?.label ?? labels.get(run) ?? run
}
