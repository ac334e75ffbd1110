import { readCheckpoint } from '../../shared/checkpoint-file.ts'
import type { RunService } from '../../shared/contract/run-service.ts'
import { withCheckpoint } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import type { Translator } from '../translation/translator.ts'
import { exportRun } from './export-run.ts'
import { importRun } from './import-run.ts'

/** Runs as PyTorch packages, and back. */
export function createExportService(
  store: RunStore,
  translator: Translator,
): Pick<RunService, 'exportPytorch' | 'importPytorch'> {
  return {
    async exportPytorch(request) {
      const checkpoint = await withCheckpoint(store, request, readCheckpoint)
      return { files: exportRun(store, request.run, checkpoint) }
    },

    async importPytorch(request) {
      return { run: await importRun(store, translator, request) }
    },
  }
}
