import type { Board } from '../../shared/board/board.ts'
import { type RunGroup, groupRuns, settingOf } from '../../shared/board/groups.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { BETWEEN, generatedName } from '../../shared/run-name.ts'
import { labelRuns } from '../history/labels.ts'
import { settingText } from '../history/setting-text.ts'
import type { RunColour } from '../ui/colours.ts'

/** Runs that are shown as one, or a run by itself. */
export interface LabelledGroup extends RunGroup {
  readonly label: string
  /** Of its first run. */
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
  const labels = grouping.by === 'all-but-seed' ? labelsWithoutSeed(groups) : new Map<RunId, string>()
  return groups.flatMap((group) => {
    const [first] = group.runs
    if (!first) return []
    const label =
      grouping.by === 'settings'
        ? grouping.settings.map((path) => settingText(path, settingOf(first, path))).join(BETWEEN)
        : labels.get(first.run)
    return { ...group, label: label || labelOf(first.run), colour: colourOf(first.run) }
  })
}

/** A group is told from others by what its runs share; a name that somebody gave one of several is not the group's. */
function labelsWithoutSeed(groups: readonly RunGroup[]): ReadonlyMap<RunId, string> {
  const firsts = groups.flatMap(({ runs: [first, second] }) => {
    if (!first) return []
    return second ? { ...first, name: generatedName(first) } : first
  })
  if (firsts.length === 1 && firsts[0]) return new Map([[firsts[0].run, firsts[0].preset || firsts[0].name]])
  return labelRuns(firsts, ['seed']).labels
}

const IDENTITY = ['preset', 'data', 'name', 'seed']

/** What the runs can be grouped by: everything in which some of them differ. */
export function differingSettings(runs: readonly RunSummary[]): string[] {
  const [first] = runs
  if (!first) return []
  const paths = [...IDENTITY, ...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))]
  const text = (run: RunSummary, path: string) => JSON.stringify(settingOf(run, path))
  return paths.filter((path) => {
    const of = text(first, path)
    return runs.some((run) => text(run, path) !== of)
  })
}
