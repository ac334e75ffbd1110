import { type Grouping, type RunGroup, settingOf } from '../board/groups.ts'
import { BETWEEN, generatedName } from '../run-name.ts'
import { type RunLabels, labelRuns } from './labels.ts'
import { settingText } from './setting-text.ts'

export interface GroupLabels {
  /** What all the groups have in common, to stand once above them; empty where settings were chosen to tell them apart. */
  readonly common: string
  /** What tells each group from the others, by the group's key; empty where nothing does. */
  readonly labels: ReadonlyMap<string, string>
}

export function labelGroups(groups: readonly RunGroup[], { by, settings }: Grouping): GroupLabels {
  const { common, labels } = by === 'all-but-seed' ? labelsWithoutSeed(groups) : NONE
  const ofGroups = new Map(
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
  return { common, labels: ofGroups }
}

const NONE: RunLabels = { common: '', labels: new Map() }

/** A group is told from others by what its runs share; a name that somebody gave one of several is not the group's. */
function labelsWithoutSeed(groups: readonly RunGroup[]): RunLabels {
  const firsts = groups.flatMap(({ runs: [first, second] }) => {
    if (!first) return []
    return second ? { ...first, name: generatedName(first) } : first
  })
  const [only] = firsts
  if (only && firsts.length === 1) return { common: '', labels: new Map([[only.run, only.preset || only.name]]) }
  return labelRuns(firsts, ['seed'])
}
