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

/** In milliseconds; what takes longer is told of while it does. */
const LATE = 500

/** What the user did, in the order of asking; `change` is null until it was made. */
interface Taken {
  readonly text: string
  readonly order: number
  change: RunChange | null
}

/**
 * What a user makes of runs, one or many, with the way back; one after the other, in the order in which it was asked
 * for. Each answers whether it worked.
 */
export interface RunChanges {
  /** The newest change that was made and can be undone. */
  readonly last: ComputedRef<RunChange | null>
  /** What {@link RunChanges.undo} would take back, in words: also what is still on its way; empty where there is nothing. */
  readonly undoable: ComputedRef<string>
  /** What is on its way for longer than half a second, in words; else empty. */
  readonly working: Readonly<ShallowRef<string>>
  readonly error: ShallowRef<unknown>
  readonly busy: Ref<boolean>
  mark(runs: readonly RunSummary[], marks: Marks, text: string): Promise<boolean>
  rename(runs: readonly RunSummary[], name: string): Promise<boolean>
  /** Takes ended runs out of the history; for good when Saccade ends. */
  discard(runs: readonly RunSummary[]): Promise<boolean>
  /** Brings back runs that were taken out, here or in another window. */
  restore(runs: readonly RunId[]): Promise<boolean>
  /**
   * Takes back what the user did last, once it is made where it is still on its way. What fails to be taken back stays
   * undoable; of what failed itself there is nothing to take back, and nothing older is.
   */
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
  const { error, busy, attempt } = createAttempts({ inOrder: true })
  /** What was done or is on its way and can be taken back, newest last. */
  const taken = shallowRef<readonly Taken[]>([])
  const last = computed(() => taken.value.findLast(({ change }) => change !== null)?.change ?? null)
  const undoable = computed(() => taken.value.at(-1)?.text ?? '')
  const working = shallowRef('')
  let count = 0
  let failedUndos = 0
  /** Kept over a reload of the window, so that nothing is deleted for good by one. */
  const discarded = new Set(storedIds())
  const keep = () => storeIds(discarded)

  function put(one: Taken): void {
    taken.value = [...taken.value.filter((other) => other !== one), one].sort((a, b) => a.order - b.order)
  }
  function drop(one: Taken): void {
    taken.value = taken.value.filter((other) => other !== one)
  }
  const asked = (text: string, change: RunChange | null = null): Taken => ({ text, order: (count += 1), change })

  async function inTurn(text: string, work: () => Promise<void>): Promise<boolean> {
    const late = setTimeout(() => (working.value = text), LATE)
    const worked = await attempt(work)
    clearTimeout(late)
    if (working.value === text) working.value = ''
    return worked
  }

  /** Does what can be taken back; `work` hands over what was made, also where it then fails half the way. */
  function make(text: string, work: (made: (change: RunChange) => void) => Promise<void>): Promise<boolean> {
    const one = asked(text)
    put(one)
    return inTurn(text, async () => {
      try {
        await work((change) => (one.change = change))
      } finally {
        // Where it was taken back already, that waits for its turn.
        if (one.change && taken.value.includes(one)) put(one)
        else drop(one)
      }
    })
  }

  async function undo(): Promise<boolean> {
    const one = taken.value.at(-1)
    if (!one) return true
    drop(one)
    const before = failedUndos
    let undone = false
    const worked = await inTurn(`Undo: ${one.text}`, async () => {
      if (!one.change) return // it failed, which was told
      if (before !== failedUndos) {
        put(one) // a newer change could not be taken back
        return
      }
      try {
        await one.change.undo()
        undone = true
      } catch (reason) {
        failedUndos += 1
        put(one)
        throw reason
      }
    })
    return worked && undone
  }

  async function restore(runs: readonly RunId[]): Promise<void> {
    await api.runs.restore({ runs: [...runs] })
    for (const run of runs) discarded.delete(run)
    keep()
    taken.value = taken.value.filter(({ change }) => !change?.deleted?.every((run) => runs.includes(run)))
  }
  const deletion = (ids: readonly RunId[]): RunChange => ({
    text: deletedText(ids),
    deleted: ids,
    undo: () => restore(ids),
  })

  // What is told of again is in the history, whoever brought it back.
  on('runs', ({ runs }) => {
    const back = runs.filter(({ run }) => discarded.delete(run))
    if (back.length > 0) keep()
  })
  if (discarded.size > 0) put(asked(deletedText([...discarded]), deletion([...discarded])))

  return {
    last,
    undoable,
    working,
    error,
    busy,
    mark: (runs, marks, text) =>
      make(text, async (made) => {
        await api.runs.mark({ ...marks, runs: runs.map(({ run }) => run) })
        const back = marksBefore(runs, marks)
        made({
          text,
          undo: async () => {
            for (const request of back) await api.runs.mark(request)
          },
        })
      }),
    rename: (runs, name) =>
      make(renamedText(runs), async (made) => {
        await api.runs.rename({ runs: runs.map(({ run }) => run), name })
        const before = runsByName(runs)
        made({
          text: renamedText(runs),
          undo: async () => {
            for (const [was, of] of before) await api.runs.rename({ runs: of, name: was })
          },
        })
      }),
    discard(runs) {
      const ids = runs.map(({ run }) => run)
      return make(deletedText(ids), async (made) => {
        await api.runs.discard({ runs: ids })
        for (const run of ids) discarded.add(run)
        keep()
        made(deletion(ids))
      })
    },
    restore: (runs) => inTurn(`Brought back ${plural(runs.length, 'run')}`, () => restore(runs)),
    undo,
    dismiss() {
      taken.value = taken.value.filter(({ change }) => change === null)
      discarded.clear()
      keep()
    },
  }
}

const deletedText = (runs: readonly unknown[]) => `Deleted ${plural(runs.length, 'run')}`
const renamedText = (runs: readonly unknown[]) => `Renamed ${plural(runs.length, 'run')}`

function runsByName(runs: readonly RunSummary[]): ReadonlyMap<string, RunId[]> {
  const found = new Map<string, RunId[]>()
  for (const { run, name } of runs) {
    const same = found.get(name)
    if (same) same.push(run)
    else found.set(name, [run])
  }
  return found
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
