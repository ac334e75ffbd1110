import { type Ref, type ShallowRef, ref, shallowRef } from 'vue'
import type { MarkRequest } from '../../shared/contract/run-service.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import type { HostClient } from '../client/client.ts'
import { useHost } from '../client/inject.ts'
import { plural } from '../ui/format.ts'

export type Marks = Omit<MarkRequest, 'runs'>

/** Something that was done to runs and can be undone. */
export interface RunChange {
  /** As “Archived 3 runs”. */
  readonly text: string
  undo(): Promise<void>
}

/** What a user makes of runs, one or many, with the way back. Each answers whether it worked. */
export interface RunChanges {
  /** The newest change that can be undone. */
  readonly last: Readonly<ShallowRef<RunChange | null>>
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  mark(runs: readonly RunSummary[], marks: Marks, text: string): Promise<boolean>
  rename(runs: readonly RunSummary[], name: string): Promise<boolean>
  /** Takes ended runs out of the history; for good when the window is left. */
  discard(runs: readonly RunSummary[]): Promise<boolean>
  undo(): Promise<boolean>
  /** Puts the newest change away, so that it can no longer be undone here. */
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

function createRunChanges({ api }: HostClient): RunChanges {
  const last = shallowRef<RunChange | null>(null)
  const error = shallowRef<unknown>(null)
  const busy = ref(false)
  const earlier: RunChange[] = []
  const discarded = new Set<RunId>()

  async function attempt(deed: () => Promise<void>): Promise<boolean> {
    busy.value = true
    error.value = null
    try {
      await deed()
      return true
    } catch (reason) {
      error.value = reason
      return false
    } finally {
      busy.value = false
    }
  }
  function did(change: RunChange): void {
    if (last.value) earlier.push(last.value)
    last.value = change
  }
  const forget = (): void => {
    last.value = earlier.pop() ?? null
  }

  // Left alone, the host does the same when it closes or starts; so nobody waits for the answer.
  addEventListener('pagehide', () => {
    if (discarded.size > 0) api.runs.remove({ runs: [...discarded] }).catch(() => undefined)
  })

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
        for (const { run } of runs) await api.runs.rename({ run, name })
        did({
          text: `Renamed ${plural(runs.length, 'run')}`,
          undo: async () => {
            for (const before of runs) await api.runs.rename({ run: before.run, name: before.name })
          },
        })
      }),
    discard: (runs) =>
      attempt(async () => {
        const ids = runs.map(({ run }) => run)
        await api.runs.discard({ runs: ids })
        for (const run of ids) discarded.add(run)
        did({
          text: `Deleted ${plural(runs.length, 'run')}`,
          undo: async () => {
            await api.runs.restore({ runs: ids })
            for (const run of ids) discarded.delete(run)
          },
        })
      }),
    undo: () =>
      attempt(async () => {
        const change = last.value
        forget()
        await change?.undo()
      }),
    dismiss: forget,
  }
}

type MarkedRun = Pick<RunSummary, 'run' | 'starred' | 'archived' | 'tags' | 'note' | 'colour'>

/** What gives the runs back the marks that a request changes; those that had the same get it in one request. */
export function marksBefore(runs: readonly MarkedRun[], marks: Marks): MarkRequest[] {
  const requests = new Map<string, MarkRequest>()
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
    requests.set(key, request ? { ...request, runs: [...request.runs, before.run] } : { ...back, runs: [before.run] })
  }
  return [...requests.values()]
}
