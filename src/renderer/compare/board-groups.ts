import type { Board } from '../../shared/board/board.ts'
import { type RunGroup, groupRuns } from '../../shared/board/groups.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { labelGroups } from '../../shared/labels/group-labels.ts'
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
