import path from 'node:path'
import type { BundleHandlers } from '../../shared/contract/bundles.ts'
import type { RunStore } from '../runs/run-store.ts'
import { createTasks } from '../tasks.ts'
import { exportBundle } from './export-bundle.ts'
import { importBundle } from './import-bundle.ts'

export interface Bundles {
  readonly handlers: BundleHandlers
  /** Gives up what is being written or taken in. */
  close(): Promise<void>
}

/** Runs and boards as files that travel. `changed` is told when a board came in. */
export function createBundles(store: RunStore, changed: { boards(): void }): Bundles {
  const tasks = createTasks()
  const teller = (task: string) => (text: string, done: number, total: number) =>
    store.emit('bundleProgress', { task, text, done, total })
  return {
    handlers: {
      export: ({ task, ...wish }, { signal }) =>
        tasks.during(task, signal, (all) => exportBundle(store, wish, { signal: all, tell: teller(task) })),
      async import({ task, path: file }, { signal }) {
        const come = await tasks.during(task, signal, (all) =>
          importBundle(store, path.resolve(file), { signal: all, tell: teller(task) }),
        )
        if (come.board?.outcome === 'new') changed.boards()
        return come
      },
      async stop({ task }) {
        tasks.stop(task)
      },
    },
    close: tasks.close,
  }
}
