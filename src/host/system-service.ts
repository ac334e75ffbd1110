import os from 'node:os'
import process from 'node:process'
import type { SystemService } from '../shared/contract/host.ts'
import type { EngineDescription } from '../shared/contract/trainer.ts'
import { type RunWorkers, resourcesFor } from './runs/active-run.ts'
import type { DataFolder } from './folder/data-folder.ts'
import type { HostMode } from './mode.ts'
import { askWorker } from './workers/supervisor.ts'
import { VERSION } from './version.ts'

export function createSystemService(
  folder: DataFolder,
  mode: HostMode,
  workers: RunWorkers,
  warnings: () => string[],
): SystemService {
  let engine: Promise<EngineDescription> | null = null
  let cores = workers.cores
  return {
    async info() {
      return {
        version: VERSION,
        dataFolder: folder.root,
        mode,
        node: process.version,
        platform: `${os.type()} ${os.release()} ${process.arch}`,
        warnings: warnings(),
      }
    },
    engine() {
      // With another share of the cores it computes with other threads.
      if (cores !== workers.cores) engine = null
      cores = workers.cores
      engine ??= lookAtEngine(workers).catch((error: unknown) => {
        engine = null // a failure may be mended while the host runs
        throw error
      })
      return engine
    },
  }
}

/** Starts a worker to look. */
export function lookAtEngine({ launcher, cores, deadlines }: RunWorkers): Promise<EngineDescription> {
  const question = { device: 'auto', engine: 'auto' } as const
  return askWorker(launcher, resourcesFor('auto', cores), (trainer) => trainer.describeEngine(question), { deadlines })
}
