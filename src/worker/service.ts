import type { RecorderApi } from '../shared/contract/recorder.ts'
import type { TrainerHandlers } from '../shared/contract/trainer.ts'
import { SaccadeError } from '../shared/errors.ts'
import { ask } from './ask.ts'
import { decodePairs } from './decode-pairs.ts'
import { loadEngine } from './engine/load.ts'
import { scoreReferences } from './score-references.ts'
import { createStoredModels } from './stored-models.ts'
import { type Control, createControl } from './training/control.ts'
import type { Emit } from './training/reporter.ts'
import { trainRun } from './training/run.ts'
import { translate } from './translate.ts'

export interface ServiceOptions {
  readonly recorder: RecorderApi
  readonly emit: Emit
}

/** What a worker answers. It trains one run at a time; the loop hears pause and stop between two steps. */
export function createTrainerService({ recorder, emit }: ServiceOptions): TrainerHandlers {
  let control: Control | null = null
  let step = 0
  const models = createStoredModels()

  function current(): Control {
    if (control) return control
    throw new SaccadeError('wrong-state', 'No run is being trained here')
  }

  return {
    describeEngine: async (request) => (await loadEngine(request)).description,

    async train(request) {
      if (control) throw new SaccadeError('wrong-state', 'A run is being trained here already')
      control = createControl()
      try {
        return await trainRun({ request, recorder, emit, control, onStep: (done) => (step = done) })
      } finally {
        control = null
      }
    },

    pause: async () => current().pause(),
    resume: async () => current().resume(),
    stop: async () => current().stop(),
    translate: (request, { signal }) => translate(models, request, signal),
    scoreReferences: (request, { signal }) => scoreReferences(models, request, signal),
    ask: (request, { signal }) => ask(models, request, signal),
    decodePairs: (request, { signal }) => decodePairs(models, request, signal),
    ping: async () => ({ step }),
  }
}
