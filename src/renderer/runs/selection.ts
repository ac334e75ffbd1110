import { type ShallowRef, shallowRef } from 'vue'
import type { RunId } from '../../shared/contract/runs.ts'

export interface Selection {
  readonly runs: Readonly<ShallowRef<ReadonlySet<RunId>>>
  /** Adds these runs, or takes them away where all are in it. The next range starts here. */
  toggle(runs: readonly RunId[]): void
  /** Adds what stands between the last one toggled and this one, both included. */
  extend(to: RunId, shown: readonly RunId[]): void
  set(runs: Iterable<RunId>): void
  clear(): void
}

/** Which runs are selected; a set that is replaced, never changed. */
export function useSelection(): Selection {
  const runs = shallowRef<ReadonlySet<RunId>>(new Set())
  let anchor: RunId | undefined
  return {
    runs,
    toggle(some) {
      const next = new Set(runs.value)
      const all = some.every((run) => next.has(run))
      for (const run of some) {
        if (all) next.delete(run)
        else next.add(run)
      }
      anchor = some.at(-1)
      runs.value = next
    },
    extend(to, shown) {
      runs.value = new Set([...runs.value, ...between(shown, anchor ?? to, to)])
      anchor ??= to
    },
    set(some) {
      runs.value = new Set(some)
    },
    clear() {
      anchor = undefined
      runs.value = new Set()
    },
  }
}

/** What stands from one to another in a list, whichever comes first; only the second where the first is gone. */
export function between(shown: readonly RunId[], from: RunId, to: RunId): readonly RunId[] {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)]
  if (b < 0) return []
  return a < 0 ? [to] : shown.slice(Math.min(a, b), Math.max(a, b) + 1)
}
