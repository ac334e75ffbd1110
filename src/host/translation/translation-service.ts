import type { RunService } from '../../shared/contract/run-service.ts'
import type { RunTranslateRequest } from '../../shared/contract/runs.ts'
import type { TranslateRequest } from '../../shared/contract/trainer.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { withCheckpoint } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { readDecodingMethod } from './decoding-method.ts'
import type { Translator } from './translator.ts'

/** Decoding with stored checkpoints. */
export function createTranslationService(store: RunStore, translator: Translator): Pick<RunService, 'translate'> {
  return {
    async translate(request) {
      return withCheckpoint(store, request, async (checkpoint) => {
        const asked = translateRequest(store, request, checkpoint)
        return asked.lines.length === 0 ? [] : translator.translate(asked)
      })
    },
  }
}

function translateRequest(store: RunStore, request: RunTranslateRequest, checkpoint: string): TranslateRequest {
  const { run, lines, targets, attention } = request
  const configuration = configurationOf(getRun(store.database, run))
  if (targets && targets.length !== lines.length) {
    throw new SaccadeError('bad-usage', `${counted(lines.length, 'line')} but ${counted(targets.length, 'target')}`)
  }
  const decoding = readDecodingMethod(request.decoding, run, configuration)
  const score = scoreOf(store.database, run)
  return { checkpoint, configuration, score, lines, targets, attention, decoding }
}
