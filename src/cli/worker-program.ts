import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { forkLauncher } from '../host/launch/fork.ts'
import type { WorkerLauncher } from '../host/launch/launcher.ts'
import { SaccadeError } from '../shared/errors.ts'

/** Forks workers from the build: beside this program when it is built, in `out/` when the sources run. */
export function workerLauncher(): WorkerLauncher {
  return forkLauncher({ entry: findBuilt('worker.cjs') })
}

/** @throws internal when the build is not there */
export function findBuilt(name: string): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const found = [path.join(folder, name), path.join(folder, 'out', name)].find((file) => fs.existsSync(file))
    if (found) return found
    const parent = path.dirname(folder)
    if (parent === folder) {
      throw new SaccadeError('internal', `${name} is not built`, { hint: 'Run `npm run build`.' })
    }
    folder = parent
  }
}
