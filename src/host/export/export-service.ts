import { parametersOf, readCheckpoint } from '../../shared/checkpoint-file.ts'
import type { RunService } from '../../shared/contract/run-service.ts'
import { encodeSafetensors } from '../../shared/safetensors.ts'
import { withCheckpoint } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import type { Translator } from '../translation/translator.ts'
import { exportRun } from './export-run.ts'
import { importRun } from './import-run.ts'

/** Runs as PyTorch packages, and back. */
export function createExportService(
  store: RunStore,
  translator: Translator,
): Pick<RunService, 'exportWeights' | 'exportPytorch' | 'importPytorch'> {
  return {
    async exportWeights(request) {
      const { content, tensors } = await withCheckpoint(store, request, readCheckpoint)
      const metadata = { format: 'saccade weights', run: request.run, step: String(content.trainer.step) }
      return { content: encodeSafetensors({ tensors: parametersOf(tensors), metadata }) }
    },

    async exportPytorch(request) {
      const checkpoint = await withCheckpoint(store, request, readCheckpoint)
      return { files: exportRun(store, request.run, checkpoint) }
    },

    async importPytorch(request) {
      return { run: await importRun(store, translator, request) }
    },
  }
}
