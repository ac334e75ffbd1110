import { join } from 'node:path'
import { unknownRate } from '../../data/statistics.ts'
import { storedModels } from '../../data/tokenizers/tokenizer.ts'
import { vocabularyToJson } from '../../data/vocabulary.ts'
import type { TrainOutcome, TrainRequest } from '../../shared/contract/trainer.ts'
import type { RecorderApi } from '../../shared/contract/recorder.ts'
import { type Checkpoint, readCheckpoint } from '../../shared/checkpoint-file.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { explaining } from '../../shared/system-errors.ts'
import { makeFolders } from '../../shared/user-paths.ts'
import { FRESH_STATE } from '../../shared/trainer-state.ts'
import { loadOwnScore } from '../attention/own-score/own-score.ts'
import { checkSourceLengths, windowWarnings } from '../attention/fit-to-data.ts'
import { loadEngine } from '../engine/load.ts'
import { engineWarnings } from './engine-warnings.ts'
import { evaluationBatches, planInference } from '../evaluation/batches.ts'
import { warnOfLongPairs } from '../evaluation/long-pairs.ts'
import { createMeasuring } from '../evaluation/measuring.ts'
import { takeSnapshot } from '../evaluation/snapshot.ts'
import { type WatchedPair, chooseWatched } from '../evaluation/watched.ts'
import type { InferencePlan } from '../inference/shapes.ts'
import { countParameters, createModel } from '../seq2seq/model.ts'
import { restoreWeights, writeCheckpoint } from './checkpoint.ts'
import type { Control } from './control.ts'
import { type RunData, loadRunData } from './data.ts'
import { checkMemory, machineMemory } from './memory.ts'
import { tryModel } from './try-model.ts'
import { removePartialFiles } from './durable-file.ts'
import { createOptimizer } from './optimizers/create.ts'
import { type Emit, createReporter } from './reporter.ts'
import { createStep } from './create-step.ts'
import { lastStep, runTraining } from './trainer.ts'
import { evaluationShapesWorthCompiling, wantsCompiling } from './worth-compiling.ts'

export interface RunOptions {
  readonly request: TrainRequest
  readonly recorder: RecorderApi
  readonly emit: Emit
  readonly control: Control
  /** Told of each update done. */
  readonly onStep?: (step: number) => void
}

/**
 * A run from its configuration to its end: engine, data, model, then the training loop, from the start
 * or from a checkpoint.
 *
 * @throws engine, bad-data, bad-configuration, bad-score, storage, diverged, …
 */
export async function trainRun({ request, recorder, emit, control, onStep }: RunOptions): Promise<TrainOutcome> {
  const { configuration, folder } = request
  const say = (text: string) => emit('progress', { ...preparing(configuration.training.steps), text })

  const from = request.checkpoint
  const checkpoint = from === null ? null : await readCheckpoint(from.file, from.otherwise)
  const state = checkpoint?.content.trainer ?? FRESH_STATE
  say('starting the engine')
  const engine = await loadEngine(configuration.engine)
  for (const text of engineWarnings(engine.description, from)) emit('log', { level: 'warning', text })
  const data = await loadOrStop()
  if (!data) return { state: 'stopped', step: state.step, reason: 'stopped by the user' }
  const { attention } = configuration.model
  checkSourceLengths(attention, data.dataset.train, 'The training pairs')
  checkSourceLengths(attention, data.dataset.valid, 'The validation pairs')
  const warnings = [
    ...data.dataset.warnings,
    ...windowWarnings(attention, data.dataset.train),
    ...warnOfLongPairs(configuration.evaluation, data.dataset.valid),
  ]
  for (const text of warnings) emit('log', { level: 'warning', text })

  say('building the model')
  const { dataset, stepsPerEpoch } = data
  const { sourceVocabulary, targetVocabulary } = dataset
  const sizes = { source: sourceVocabulary.size, target: targetVocabulary.size }
  const own = request.score ? loadOwnScore(request.score) : null
  if (engine.description.device === 'cpu') {
    const parameters = countParameters(configuration.model, sizes, own?.create)
    const targetLength = 1 + dataset.train.reduce((most, { target }) => Math.max(most, target.length), 0)
    checkMemory(configuration, { parameters, vocabulary: sizes.target, targetLength }, machineMemory())
  }
  const model = createModel(configuration.model, sizes, configuration.seed, own?.create)
  const optimizer = createOptimizer(configuration.training.optimizer, model.parameters)
  const weights = { parameters: model.parameters, slots: optimizer.slots }
  const disposables: { dispose(): void }[] = [optimizer, model]
  try {
    const checkpoints = join(folder, 'checkpoints')
    explaining(`the run's folder ${checkpoints}`, () => makeFolders(checkpoints), { deed: 'made' })
    await removePartialFiles(checkpoints)
    if (checkpoint) {
      checkData(checkpoint, data)
      restoreWeights(checkpoint, weights)
      emit('log', { level: 'info', text: `Going on from step ${state.step}` })
    }
    own?.watch(() => tryModel(model, data.batchAt(1), configuration.seed))
    const watched = chooseWatched(configuration, dataset)
    const sentences = watched.map(({ sentence: { source, reference } }) => ({ source, target: reference }))
    checkSourceLengths(attention, sentences, 'The watched sentences')
    emit('prepared', {
      engine: engine.description,
      parameters: [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0),
      trainPairs: dataset.train.length,
      validPairs: dataset.valid.length,
      tooLong: dataset.tooLong,
      sourceVocabulary: sizes.source,
      targetVocabulary: sizes.target,
      unknownRate: unknownRate(dataset.valid, sourceVocabulary, targetVocabulary),
      stepsPerEpoch,
      ...(dataset.digest && { data: dataset.digest }),
      watched: watched.map(({ sentence }) => sentence),
    })
    const step = await createStep(
      { model, optimizer, training: configuration.training },
      {
        configuration,
        shapes: data.shapes,
        evaluation: planEvaluation(data, watched),
        onProgress: (text) =>
          emit('progress', { ...preparing(configuration.training.steps), phase: 'compiling', text }),
        log: (text) => emit('log', { level: 'warning', text }),
      },
    )
    disposables.push(step)
    const written = {
      configuration: { ...configuration },
      sourceVocabulary: vocabularyToJson(sourceVocabulary),
      targetVocabulary: vocabularyToJson(targetVocabulary),
      ...storedModels(dataset.tokenizers),
      dataFingerprint: data.fingerprint,
    }
    return await runTraining({
      configuration,
      state,
      stepsPerEpoch,
      parameterNames: [...model.parameters.keys()],
      batchAt: data.batchAt,
      update: (batch, inputs) => {
        const result = step.update(batch, inputs)
        onStep?.(inputs.step)
        return result
      },
      evaluate: createMeasuring({ configuration, dataset, encodedValid: data.encodedValid, inference: step.inference }),
      snapshot: (signal) => takeSnapshot({ configuration, dataset, watched, inference: step.inference }, signal),
      writeCheckpoint: (file, trainer, what) => {
        step.sync()
        const stored = what === 'everything' ? weights : { ...weights, slots: null }
        return writeCheckpoint(join(checkpoints, file), stored, { ...written, trainer })
      },
      recorder,
      reporter: createReporter(emit),
      control,
    })
  } finally {
    for (const each of disposables) each.dispose()
    control.ended()
  }

  function planEvaluation({ encodedValid, stepsPerEpoch }: RunData, watched: readonly WatchedPair[]): InferencePlan {
    const most = evaluationShapesWorthCompiling(configuration, {
      updates: lastStep(configuration, stepsPerEpoch).step,
      batches: evaluationBatches(configuration, encodedValid).length,
    })
    return planInference(configuration, encodedValid, watched, most)
  }

  async function loadOrStop(): Promise<RunData | null> {
    try {
      return await loadRunData(configuration, {
        signal: control.signal,
        onProgress: say,
        models: checkpoint?.content.tokenizers,
        datasets: request.datasets,
        withDigest: true,
        wantsFewShapes: (stepsPerEpoch) => wantsCompiling(configuration, lastStep(configuration, stepsPerEpoch).step),
      })
    } catch (error) {
      if (error instanceof SaccadeError && error.code === 'aborted' && control.wanted === 'stop') return null
      throw error
    }
  }
}

function preparing(steps: number) {
  return { phase: 'preparing', step: 0, steps, epoch: 0, secondsLeft: null } as const
}

function checkData({ content }: Checkpoint, { fingerprint }: RunData): void {
  if (content.dataFingerprint === fingerprint) return
  throw new SaccadeError('bad-data', 'The pairs are no longer those that this run was begun with', {
    hint: 'Put the data files back as they were to resume the run, or start a new run with the new data.',
  })
}
