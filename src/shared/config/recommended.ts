import type { JsonObject } from './assign.ts'
import type { DataSource, TaskId } from './data.ts'

/** Settings that reach each task's goal with the presets; laid under the preset and whatever the user sets. */
const smallModel: JsonObject = { encoder: { hidden: 64, embedding: 32, layers: 1 }, decoder: { hidden: 64, embedding: 32, layers: 1 }, attention: { size: 64 } }
const untilSolved: JsonObject = { earlyStopping: { metric: 'valid/exact_match', goal: 0.995 } }

const TASK_SETTINGS: Record<TaskId, JsonObject> = {
  copy: { model: smallModel, training: { ...untilSolved, steps: 3000, optimizer: { learningRate: 0.003 } }, evaluation: { every: 100 } },
  reverse: { model: smallModel, training: { ...untilSolved, steps: 3000, optimizer: { learningRate: 0.003 } }, evaluation: { every: 100 } },
  sort: { model: smallModel, training: { ...untilSolved, steps: 5000, optimizer: { learningRate: 0.003 } }, evaluation: { every: 200 } },
  addition: { data: { tokenizer: { source: 'character', target: 'character' } }, model: smallModel, training: { ...untilSolved, steps: 8000, optimizer: { learningRate: 0.003 } }, evaluation: { every: 250 } },
  dates: { data: { tokenizer: { source: 'character', target: 'character' } }, model: smallModel, training: { ...untilSolved, steps: 5000, optimizer: { learningRate: 0.003 } }, evaluation: { every: 200 } },
}

/** What to lay under a preset for this kind of data. */
export function recommendedSettings(source: Pick<DataSource, 'kind'> & { task?: TaskId }): JsonObject {
  if (source.kind === 'task' && source.task) return TASK_SETTINGS[source.task]
  if (source.kind === 'pronouncing') {
    return {
      data: { tokenizer: { source: 'character', target: 'whitespace' } },
      training: { steps: 20_000, earlyStopping: { metric: 'valid/phoneme_error_rate', patience: 10 } },
      evaluation: { every: 500 },
    }
  }
  return {}
}
