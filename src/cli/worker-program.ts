import path from 'node:path'
import { forkLauncher } from '../host/workers/fork.ts'
import type { WorkerLauncher } from '../host/workers/launcher.ts'
import { findAbove } from '../shared/find-above.ts'

/** Forks workers from the build. */
export function workerLauncher(): WorkerLauncher {
  return forkLauncher({ entry: findBuilt('main', 'worker.cjs') })
}

/** @throws internal when the build is not there */
export function findBuilt(...name: readonly string[]): string {
  return findAbove(path.join('out', ...name))
}
