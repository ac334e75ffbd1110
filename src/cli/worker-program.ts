import path from 'node:path'
import { forkLauncher } from '../host/workers/fork.ts'
import type { WorkerLauncher } from '../host/workers/launcher.ts'
import { findAbove } from './find-above.ts'

/** Forks workers from the build: beside this program when it is built, in `out/` when the sources run. */
export function workerLauncher(): WorkerLauncher {
  return forkLauncher({ entry: findBuilt('worker.cjs') })
}

/** @throws internal when the build is not there */
export function findBuilt(name: string): string {
  return findAbove(name, path.join('out', name))
}
