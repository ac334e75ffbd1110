import type { RunService, RunTranslateRequest } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { StoredModelRequest, TranslateRequest } from '../../shared/contract/trainer.ts'
import { checkTargetCount } from '../../shared/target-count.ts'
import { withCheckpoint } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { checkDecodingMethod } from './decoding-method.ts'
import type { Translator } from './translator.ts'

/** Decoding with stored checkpoints, free or with the reference fed. */
export function createTranslationService(
  store: RunStore,
  translator: Translator,
): Pick<RunService, 'translate' | 'scoreReferences'> {
  return {
    async translate(request) {
      return withCheckpoint(store, request, async (checkpoint) => {
        const asked = translateRequest(request, modelRequest(store, request.run, checkpoint))
        return asked.lines.length === 0 ? [] : translator.translate(asked)
      })
    },
    async scoreReferences(request) {
      return withCheckpoint(store, request, async (checkpoint) => {
        const { run, lines, targets } = request
        checkTargetCount(lines, targets)
        if (lines.length === 0) return []
        return translator.scoreReferences({ ...modelRequest(store, run, checkpoint), lines, targets })
      })
    },
  }
}

function modelRequest({ database }: RunStore, run: RunId, checkpoint: string): StoredModelRequest {
  return { checkpoint, configuration: configurationOf(getRun(database, run)), score: scoreOf(database, run) }
}

function translateRequest(request: RunTranslateRequest, model: StoredModelRequest): TranslateRequest {
  const { run, lines, targets, attention } = request
  if (targets) checkTargetCount(lines, targets)
  const decoding = checkDecodingMethod(request.decoding, run, model.configuration)
  return { ...model, lines, targets, attention, decoding }
}
