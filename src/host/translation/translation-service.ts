import type { ModelAnswer } from '../../shared/contract/asking.ts'
import type { Alignment } from '../../shared/contract/attention.ts'
import type { RunHandlers, RunService, RunTranslateRequest } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { StoredModelRequest, TranslateRequest } from '../../shared/contract/trainer.ts'
import { checkTargetCount } from '../../shared/target-count.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { withCheckpoint, withNearest } from '../runs/checkpoint-access.ts'
import type { RunStore } from '../runs/run-store.ts'
import { configurationOf, getRun } from '../storage/runs.ts'
import { scoreOf } from '../storage/score-modules.ts'
import { checkDecodingMethod } from './decoding-method.ts'
import type { Translator } from './translator.ts'

/** Decoding with stored checkpoints, free or with the reference fed, and questions about single sentences. */
export function createTranslationService(
  store: RunStore,
  translator: Translator,
  goldOf: (run: RunId, answer: ModelAnswer) => Promise<Alignment | null>,
): Pick<RunService, 'translate' | 'scoreReferences'> & Pick<RunHandlers, 'ask'> {
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
    async ask({ run, step, ...question }, { signal }) {
      return withNearest(store, { run, step }, async (checkpoint, record) => {
        const model = modelRequest(store, run, checkpoint)
        const decoding = checkDecodingMethod(question.decoding, run, model.configuration)
        if (question.tree && decoding.kind !== 'beam') {
          throw new SaccadeError('bad-usage', 'Only a beam grows a tree', { hint: 'Decode with a beam.' })
        }
        const answer = await translator.ask({ ...model, ...question, decoding }, signal)
        return { ...answer, run, step: record.step, alignment: await goldOf(run, answer) }
      })
    },
  }
}

function modelRequest({ database }: RunStore, run: RunId, checkpoint: string): StoredModelRequest {
  return { checkpoint, configuration: configurationOf(getRun(database, run)), score: scoreOf(database, run) }
}

function translateRequest(request: RunTranslateRequest, model: StoredModelRequest): TranslateRequest {
  const { run, lines, targets, attention, prefix } = request
  if (targets) checkTargetCount(lines, targets)
  const decoding = checkDecodingMethod(request.decoding, run, model.configuration)
  return { ...model, lines, targets, attention, decoding, prefix }
}
