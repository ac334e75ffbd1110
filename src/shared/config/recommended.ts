import type { JsonObject } from './assign.ts'
import { BUILT_IN_SETS, type BuiltInSet, type DataSource, type TaskId } from './data.ts'

const sized = (hidden: number, embedding: number): JsonObject => ({
  encoder: { hidden, embedding },
  decoder: { hidden, embedding },
  attention: { size: hidden },
})

const characters: JsonObject = { tokenizer: { source: 'character', target: 'character' } }

/**
 * Settings that solve a generated task in so many steps, with a model so small that a step is mostly the sentences'
 * length. A high rate finds the alignment early; annealing it to 0 is what makes the last percent of the outputs right
 * and the attention sharp.
 */
function solvedIn(steps: number, data: JsonObject = {}, hidden = 64, learningRate = 0.005): JsonObject {
  return {
    data,
    model: sized(hidden, 32),
    training: {
      steps,
      batchSize: 128,
      optimizer: { learningRate },
      schedule: { kind: 'cosine', warmupSteps: 20 },
      earlyStopping: { metric: 'valid/exact_match', goal: 0.995 },
    },
    evaluation: { every: 50, batchSize: 256 },
  }
}

const TASK_SETTINGS: Record<TaskId, JsonObject> = {
  copy: solvedIn(600),
  reverse: solvedIn(400),
  sort: solvedIn(1000),
  // Carrying over several columns takes a wider model.
  addition: solvedIn(
    3000,
    { ...characters, source: { minimumLength: 1, maximumLength: 4, trainPairs: 50_000 } },
    128,
    0.003,
  ),
  dates: solvedIn(1000, characters),
}

const pronouncing: JsonObject = {
  data: { tokenizer: { source: 'character', target: 'whitespace' } },
  model: sized(128, 64),
  training: {
    steps: 8000,
    batchSize: 128,
    optimizer: { learningRate: 0.003 },
    schedule: { kind: 'cosine', warmupSteps: 200 },
    earlyStopping: { metric: 'valid/phoneme_error_rate' },
  },
  evaluation: { every: 200, batchSize: 256 },
}

/** Up to six actions a word, where other tasks have one or two tokens. */
const scan: JsonObject = {
  model: sized(64, 32),
  training: {
    steps: 4000,
    batchSize: 128,
    optimizer: { learningRate: 0.005 },
    schedule: { kind: 'cosine', warmupSteps: 20 },
    earlyStopping: { metric: 'valid/exact_match', goal: 0.995 },
  },
  evaluation: { every: 100, batchSize: 256, lengthFactor: 6 },
}

/** Few sentences of many words: a small model that forgets much, for as long as it still learns. */
const messages: JsonObject = {
  model: sized(128, 64),
  training: {
    steps: 1500,
    batchSize: 64,
    optimizer: { learningRate: 0.003 },
    schedule: { kind: 'cosine', warmupSteps: 50 },
    earlyStopping: { metric: 'valid/chrf' },
  },
  evaluation: { every: 100, batchSize: 256 },
}

const SET_SETTINGS: Record<BuiltInSet, JsonObject> = { scan, pronouncing, messages }

/** What to lay under a preset for this kind of data: settings that reach the task's goal with nothing else said. */
export function recommendedSettings(source: Pick<DataSource, 'kind'> & { task?: TaskId }): JsonObject {
  if (source.kind === 'task' && source.task) return TASK_SETTINGS[source.task]
  const set = BUILT_IN_SETS.find((kind) => kind === source.kind)
  return set ? SET_SETTINGS[set] : {}
}

/** By optimizer, where it is far from Adam's, for which the other settings are meant. */
export const USUAL_LEARNING_RATES: Readonly<Record<string, number>> = { sgd: 0.1, adadelta: 1 }

/** The optimizer's usual learning rate, to lie over {@link recommendedSettings} and under a preset. */
export function usualLearningRate({ kind }: JsonObject): JsonObject {
  const learningRate = typeof kind === 'string' ? USUAL_LEARNING_RATES[kind] : undefined
  return learningRate === undefined ? {} : { training: { optimizer: { learningRate } } }
}
