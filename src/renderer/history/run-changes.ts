import { type ComputedRef, type Ref, type ShallowRef, computed, shallowRef } from 'vue'
import { z } from 'zod'
import type { MarkRequest } from '../../shared/contract/run-service.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { HostClient } from '../client/client.ts'
import { useHost } from '../client/inject.ts'
import { plural } from '../ui/format.ts'
import { createAttempts } from '../ui/attempts.ts'

export type Marks = Omit<MarkRequest, 'runs'>

/** Something that was done to runs and can be undone. */
export interface RunChange {
  /** As “Archived 3 runs”. */
  readonly text: string
  /** Of a deletion, the runs: once they are back there is nothing to undo. */
  readonly deleted?: readonly RunId[]
  undo(): Promise<void>
}

/** What a user makes of runs, one or many, with the way back. Each answers whether it worked. */
export interface RunChanges {
  /** The newest change that can be undone. */
  readonly last: ComputedRef<RunChange | null>
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  mark(runs: readonly RunSummary[], marks: Marks, text: string): Promise<boolean>
  rename(runs: readonly RunSummary[], name: string): Promise<boolean>
  /** Takes ended runs out of the history; for good when Saccade ends. */
  discard(runs: readonly RunSummary[]): Promise<boolean>
  /** Brings back runs that were taken out, here or in another window. */
  restore(runs: readonly RunId[]): Promise<boolean>
  /** Takes the newest change back, which stays undoable while that fails. */
  undo(): Promise<boolean>
  /** Puts all that was done away, so that it can no longer be undone here. */
  dismiss(): void
}

const made = new WeakMap<HostClient, RunChanges>()

/** The same for all pages of the window: what was done on one can be undone on another. */
export function useRunChanges(): RunChanges {
  const host = useHost()
  let changes = made.get(host)
  if (!changes) made.set(host, (changes = createRunChanges(host)))
  return changes
}

interface Host extends Pick<HostClient, 'on'> {
  readonly api: {
    readonly runs: Pick<HostClient['api']['runs'], 'mark' | 'rename' | 'discard' | 'restore'>
  }
}

export function createRunChanges({ api, on }: Host): RunChanges {
  /** Newest last. */
  const done = shallowRef<readonly RunChange[]>([])
  const last = computed(() => done.value.at(-1) ?? null)
  const { error, busy, attempt } = createAttempts()
  /** Kept over a reload of the window, so that nothing is deleted for good by one. */
  const discarded = new Set(storedIds())
  const keep = () => storeIds(discarded)
  const did = (change: RunChange): void => void (done.value = [...done.value, change])
  /** Undoing is done once after the other, so that two strokes of the key take two changes back. */
  let undoing: Promise<boolean> = Promise.resolve(true)
  async function undoNewest(): Promise<void> {
    const change = last.value
    await change?.undo()
    done.value = done.value.filter((one) => one !== change)
  }

  async function restore(runs: readonly RunId[]): Promise<void> {
    await api.runs.restore({ runs: [...runs] })
    for (const run of runs) discarded.delete(run)
    keep()
    done.value = done.value.filter(({ deleted }) => !deleted?.every((run) => runs.includes(run)))
  }

  // What is told of again is in the history, whoever brought it back.
  on('run', ({ run }) => {
    if (discarded.delete(run)) keep()
  })
  if (discarded.size > 0) didDelete([...discarded])

  function didDelete(ids: readonly RunId[]): void {
    did({ text: `Deleted ${plural(ids.length, 'run')}`, deleted: ids, undo: () => restore(ids) })
  }

  return {
    last,
    error,
    busy,
    mark: (runs, marks, text) =>
      attempt(async () => {
        await api.runs.mark({ ...marks, runs: runs.map(({ run }) => run) })
        const back = marksBefore(runs, marks)
        did({
          text,
          undo: async () => {
            for (const request of back) await api.runs.mark(request)
          },
        })
      }),
    rename: (runs, name) =>
      attempt(async () => {
        const renamed: RunSummary[] = []
        const back = async () => {
          for (const before of renamed) await api.runs.rename({ run: before.run, name: before.name })
        }
        try {
          for (const before of runs) {
            await api.runs.rename({ run: before.run, name })
            renamed.push(before)
          }
        } finally {
          // Also where it went only half the way.
          if (renamed.length > 0) did({ text: `Renamed ${plural(renamed.length, 'run')}`, undo: back })
        }
      }),
    discard: (runs) =>
      attempt(async () => {
        const ids = runs.map(({ run }) => run)
        await api.runs.discard({ runs: ids })
        for (const run of ids) discarded.add(run)
        keep()
        didDelete(ids)
      }),
    restore: (runs) => attempt(() => restore(runs)),
    undo: () => (undoing = undoing.then(() => attempt(undoNewest))),
    dismiss() {
      done.value = []
      discarded.clear()
      keep()
    },
  }
}

const KEPT = 'saccade.discarded'

function storedIds(): RunId[] {
  try {
    return z.array(z.string()).parse(JSON.parse(sessionStorage.getItem(KEPT) ?? '[]'))
  } catch {
    return [] // no storage, or another version's
  }
}

function storeIds(ids: ReadonlySet<RunId>): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify([...ids]))
  } catch {
    // Without storage a deletion can be undone until the window is loaded anew.
  }
}

type MarkedRun = Pick<RunSummary, 'run' | 'starred' | 'archived' | 'tags' | 'note' | 'colour'>

/** What gives the runs back the marks that a request changes; those that had the same get it in one request. */
export function marksBefore(runs: readonly MarkedRun[], marks: Marks): MarkRequest[] {
  const requests = new Map<string, { back: Marks; runs: RunId[] }>()
  for (const before of runs) {
    const back: Marks = {
      ...(marks.starred !== undefined && { starred: before.starred }),
      ...(marks.archived !== undefined && { archived: before.archived }),
      ...(marks.note !== undefined && { note: before.note }),
      ...(marks.colour !== undefined && { colour: before.colour }),
      removeTags: (marks.addTags ?? []).filter((tag) => !before.tags.includes(tag)),
      addTags: (marks.removeTags ?? []).filter((tag) => before.tags.includes(tag)),
    }
    const key = JSON.stringify(back)
    const request = requests.get(key)
    if (request) request.runs.push(before.run)
    else requests.set(key, { back, runs: [before.run] })
  }
  return [...requests.values()].map(({ back, runs: of }): MarkRequest => ({ ...back, runs: of }))
}
