import fs from 'node:fs'
import path from 'node:path'
import type { BundleHandlers, ImportedBundle } from '../../shared/contract/bundles.ts'
import type { SweepId } from '../../shared/contract/sweeps.ts'
import type { RunStore } from '../runs/run-store.ts'
import { createTasks } from '../tasks.ts'
import { exportBundle } from './export-bundle.ts'
import { type Accepts, importBundle } from './import-bundle.ts'
import { createPreparedBundles } from './prepared-bundles.ts'
import { createTurns } from './turns.ts'

export interface Bundles {
  readonly handlers: BundleHandlers
  /** Takes in a file if its runs are those that are wanted. @throws as `import`, and what `accepts` throws */
  take(file: string, accepts: Accepts, signal: AbortSignal): Promise<ImportedBundle>
  /** Gives up what is being written or taken in. */
  close(): Promise<void>
}

/** Runs and boards as files that travel. `changed` is told when a board or a sweep came in. */
export function createBundles(store: RunStore, changed: { boards(): void; sweep(id: SweepId): void }): Bundles {
  const tasks = createTasks()
  const prepared = createPreparedBundles(store)
  const inTurn = createTurns()
  const teller = (task: string) => (text: string, done: number, total: number) =>
    store.emit('bundleProgress', { task, text, done, total })
  /** One at a time: what one looks for in the history, another may be about to show. */
  const takeIn = (task: string, signal: AbortSignal, file: string, what: { name?: string; accepts?: Accepts }) => {
    const tell = teller(task)
    return inTurn({ signal, waits: () => tell('waiting for another bundle that comes in', 0, 0) }, () =>
      importBundle(store, file, { ...what, signal, tell }),
    )
  }
  return {
    handlers: {
      export: ({ task, ...wish }, { signal }) =>
        tasks.during(task, signal, (all) => exportBundle(store, wish, { signal: all, tell: teller(task) })),
      async import({ task, path: named, handedOver }, { signal }) {
        const file = path.resolve(named)
        const name = handedOver ? path.basename(file) : file
        const come = await tasks.during(task, signal, (all) =>
          takeIn(task, all, file, { name }).finally(() => {
            // Only what lies where windows hand files over: whatever else is named is the user's.
            if (handedOver && path.dirname(file) === store.folder.files) fs.rmSync(file, { force: true })
          }),
        )
        if (come.board?.outcome === 'new') changed.boards()
        if (come.sweep) changed.sweep(come.sweep.sweep)
        return come
      },
      prepare: ({ task, ...wish }, { signal }) =>
        tasks.during(task, signal, (all) => prepared.make(wish, { signal: all, tell: teller(task) })),
      piece: ({ file, offset }) => prepared.piece(file, offset),
      async release({ file }) {
        prepared.release(file)
      },
      async stop({ task }) {
        tasks.stop(task)
      },
    },
    take: (file, accepts, signal) => tasks.during('', signal, (all) => takeIn('', all, file, { accepts })),
    async close() {
      await tasks.close()
      prepared.clear()
    },
  }
}
