import { DEFAULT_SETTINGS } from '../config/settings.ts'
import type { JsonValue } from '../config/assign.ts'
import type { RunSummary } from '../contract/runs.ts'
import type { Board } from './board.ts'

export type Grouping = Board['grouping']

type GroupedRun = Pick<RunSummary, 'run' | 'name' | 'preset' | 'dataName' | 'seed' | 'settings' | 'scoreDigest'>

export interface RunGroup<Run extends GroupedRun = RunSummary> {
  /** The same for the same group however the runs are ordered. */
  readonly key: string
  /** At least one, in the order given. */
  readonly runs: readonly Run[]
}

/** What can be grouped by beside the settings. */
const IDENTITY: Readonly<Record<string, (run: GroupedRun) => JsonValue>> = {
  name: ({ name }) => name,
  preset: ({ preset }) => preset,
  data: ({ dataName }) => dataName,
  seed: ({ seed }) => seed,
}

/** Runs put together as a board says, groups in the order of their first runs. */
export function groupRuns<Run extends GroupedRun>(runs: readonly Run[], { by, settings }: Grouping): RunGroup<Run>[] {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const key =
      by === 'nothing'
        ? run.run
        : by === 'all-but-seed'
          ? everythingBut(run)
          : JSON.stringify(settings.map((path) => settingOf(run, path)))
    const group = groups.get(key)
    if (group) group.push(run)
    else groups.set(key, [run])
  }
  return Array.from(groups, ([key, members]) => ({ key, runs: members }))
}

/** The value of a setting by its path, or of `name`, `preset`, `data` or `seed`; undefined where the run has none. */
export function settingOf(run: GroupedRun, path: string): JsonValue | undefined {
  const identity = Object.hasOwn(IDENTITY, path) ? IDENTITY[path] : undefined
  if (identity) return identity(run)
  return Object.hasOwn(run.settings, path) ? run.settings[path] : DEFAULT_SETTINGS[path]
}

function everythingBut({ settings, scoreDigest }: GroupedRun): string {
  return JSON.stringify([scoreDigest ?? null, ...Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** Those of the paths that some of the runs differ in. */
export function differingPaths(runs: readonly GroupedRun[], paths: readonly string[]): string[] {
  const [first] = runs
  if (!first) return []
  const textOf = (run: GroupedRun, path: string) => JSON.stringify(settingOf(run, path))
  return paths.filter((path) => {
    const text = textOf(first, path)
    return runs.some((run) => textOf(run, path) !== text)
  })
}

/** Paths of the settings that these runs differ in. */
export function differingSettings(runs: readonly GroupedRun[]): string[] {
  return differingPaths(runs, [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))])
}
