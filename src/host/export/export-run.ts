import { vocabularyFromJson, vocabularyToJson } from '../../data/vocabulary.ts'
import { type Checkpoint, parametersOf } from '../../shared/checkpoint-file.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { PackageFile } from '../../shared/contract/run-service.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { listWatched } from '../storage/watched.ts'
import { VERSION } from '../version.ts'
import { createPackage } from './pytorch/package.ts'

/** A run's checkpoint as a PyTorch package. @throws bad-configuration where the model has no counterpart there */
export function exportRun({ database }: RunStore, run: RunId, { content, tensors }: Checkpoint): PackageFile[] {
  const row = getRun(database, run)
  const vocabulary = (json: unknown) => vocabularyToJson(vocabularyFromJson(json))
  return createPackage(
    {
      configuration: configurationOf(row),
      vocabulary: {
        source: vocabulary(content.sourceVocabulary),
        target: vocabulary(content.targetVocabulary),
      },
      tokenizers: content.tokenizers,
      parameters: parametersOf(tensors),
      step: content.trainer.step,
      watched: listWatched(database, run),
    },
    { name: row.name, run, version: VERSION },
  )
}
