import { useRouter } from 'vue-router'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { hasEnded } from '../../shared/run-state.ts'
import { useBundleJobs } from '../history/bundle-jobs.ts'
import { compareAddress } from '../history/compare-address.ts'
import type { RunChanges } from '../history/run-changes.ts'
import { type Command, useCommands } from '../ui/commands.ts'
import { plural } from '../ui/format.ts'
import type { TableAddress } from './use-address.ts'

interface Parts {
  selected(): readonly RunSummary[]
  readonly address: TableAddress
  readonly changes: RunChanges
  focusFilter(): void
  remove(): Promise<void>
  exportTable(kind: 'csv' | 'json'): void
}

const GROUP = 'Runs'
/** The table sees to these itself. */
export const RUN_KEYS: readonly Command[] = [
  { id: 'runs-key-star', group: GROUP, title: 'Star the run, or take the star away', keys: ['S'] },
  { id: 'runs-key-tag', group: GROUP, title: 'Tag the run', keys: ['T'] },
  { id: 'runs-key-note', group: GROUP, title: 'Write a note on the run', keys: ['N'] },
  { id: 'runs-key-delete', group: GROUP, title: 'Delete the run, or the runs of the group', keys: ['Delete'] },
  { id: 'runs-key-select', group: GROUP, title: 'Select row by row', keys: ['Shift+ArrowUp', 'Shift+ArrowDown'] },
  { id: 'runs-key-all', group: GROUP, title: 'Select all shown runs', keys: ['Mod+A'] },
  { id: 'runs-key-none', group: GROUP, title: 'Select nothing', keys: ['Escape'] },
  { id: 'runs-key-undo', group: GROUP, title: 'Undo what was done to runs last', keys: ['Mod+Z'] },
  {
    id: 'runs-key-move',
    group: 'Heads of columns',
    title: 'Move the column',
    keys: ['Alt+ArrowLeft', 'Alt+ArrowRight'],
  },
  {
    id: 'runs-key-widen',
    group: 'Heads of columns',
    title: 'Make the column narrower or wider',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight'],
  },
]

/** What can be done by its name on the page of runs. */
export function useRunsCommands({ selected, address, changes, focusFilter, remove, exportTable }: Parts): void {
  const router = useRouter()
  const bundles = useBundleJobs()
  const many = () => plural(selected().length, 'selected run')
  const isAny = () => selected().length > 0
  const grouping = (by: 'nothing' | 'all-but-seed') => () =>
    address.change({ grouping: { by, settings: [], members: false } })
  const mark = (marks: { starred?: boolean; archived?: boolean }, text: string) => () =>
    changes.mark(selected(), marks, `${text} ${plural(selected().length, 'run')}`)

  useCommands(() => [
    { id: 'runs-filter', group: GROUP, title: 'Filter the runs', run: focusFilter },
    {
      id: 'runs-compare',
      group: GROUP,
      title: `Compare ${many()}`,
      enabled: isAny,
      run: () => router.push(compareAddress(selected().map(({ run }) => run))),
    },
    { id: 'runs-star', group: GROUP, title: `Star ${many()}`, enabled: isAny, run: mark({ starred: true }, 'Starred') },
    {
      id: 'runs-archive',
      group: GROUP,
      title: `Archive ${many()}`,
      enabled: isAny,
      run: mark({ archived: true }, 'Archived'),
    },
    {
      id: 'runs-delete',
      group: GROUP,
      title: `Delete ${many()}`,
      enabled: () => selected().some(({ state }) => hasEnded(state)),
      run: remove,
    },
    {
      id: 'runs-bundle',
      group: GROUP,
      title: `Export ${many()} as a bundle`,
      enabled: isAny,
      run: () => bundles.ask({ name: many(), runs: selected().map(({ run }) => run) }),
    },
    {
      id: 'runs-csv',
      group: GROUP,
      title: `Export ${many()} as CSV`,
      enabled: isAny,
      run: () => exportTable('csv'),
    },
    {
      id: 'runs-json',
      group: GROUP,
      title: `Export ${many()} as JSON`,
      enabled: isAny,
      run: () => exportTable('json'),
    },
    {
      id: 'runs-undo',
      group: GROUP,
      title: `Undo: ${changes.undoable.value}`,
      enabled: () => changes.undoable.value !== '',
      run: () => changes.undo(),
    },
    {
      id: 'runs-archived',
      group: GROUP,
      title: address.archived.value ? 'Hide archived runs' : 'Show archived runs too',
      run: () => address.change({ archived: !address.archived.value }),
    },
    {
      id: 'runs-group',
      group: GROUP,
      title: 'Group the runs by all but the seed',
      enabled: () => address.grouping.value.by !== 'all-but-seed',
      run: grouping('all-but-seed'),
    },
    {
      id: 'runs-ungroup',
      group: GROUP,
      title: 'Show the runs without groups',
      enabled: () => address.grouping.value.by !== 'nothing',
      run: grouping('nothing'),
    },
    ...RUN_KEYS,
  ])
}
