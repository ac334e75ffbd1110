import { type Grouping, type RunGroup, settingOf } from '../board/groups.ts'
import type { RunId } from '../contract/runs.ts'
import { BETWEEN, generatedName } from '../run-name.ts'
import { labelRuns } from './labels.ts'
import { settingText } from './setting-text.ts'

/** What tells each group from the others, by the group's key; empty where nothing does. */
export function labelGroups(groups: readonly RunGroup[], { by, settings }: Grouping): ReadonlyMap<string, string> {
  const labels = by === 'all-but-seed' ? labelsWithoutSeed(groups) : new Map<RunId, string>()
  return new Map(
    groups.map(({ key, runs: [first] }) => {
      if (!first) return [key, '']
      if (by !== 'settings') return [key, labels.get(first.run) ?? '']
      const said = (path: string) => {
        const value = settingOf(first, path)
        return typeof value === 'string' && (path === 'preset' || path === 'data') ? value : settingText(path, value)
      }
      return [key, settings.map(said).join(BETWEEN)]
    }),
  )
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
