import { setImmediate } from 'node:timers/promises'
import type { Batch } from '../../data/types.ts'
import { KEPT_PREFIX } from '../../shared/checkpoint-file.ts'
import type { Configuration } from '../../shared/config/configuration.ts'
import { isKeptStep } from '../../shared/config/kept.ts'
import type { MetricValues, TrainOutcome, TrainerProgress } from '../../shared/contract/trainer.ts'
import type {
  CheckpointRecord,
  RecorderApi,
  SnapshotSentence,
  ValidationOutputs,
} from '../../shared/contract/recorder.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { TrainerState } from '../../shared/trainer-state.ts'
import { stepSeed } from '../engine/random.ts'
import type { Control } from './control.ts'
import type { Reporter } from './reporter.ts'
import { learningRate } from './schedules.ts'
import { isSnapshotStep } from './snapshot-steps.ts'
import { judgeEvaluation } from './state.ts'
import type { StepFunction, StepInputs, StepResult } from './step-function.ts'
import { teacherForcingRatio, tossCoins } from './teacher-forcing.ts'
import { EVALUATIONS, STEPS, createTiming, secondsLeft } from './time-left.ts'

/** What an evaluation measured, and what it decoded where that is to be kept. */
export interface Measured {
  readonly metrics: MetricValues
  readonly decoded?: ValidationOutputs
}

/** What the loop works with. It knows nothing of what is trained. */
export interface TrainerParts {
  readonly configuration: Configuration
  /** Where to begin: fresh, or as a checkpoint left it. */
  readonly state: TrainerState
  readonly stepsPerEpoch: number
  readonly parameterNames: readonly string[]
  /** The batch of an update, a pure function of its number (the first is 1). */
  batchAt(step: number): Batch
  readonly update: StepFunction
  /** @throws aborted when the signal says so */
  evaluate(signal: AbortSignal, onProgress: (text: string) => void): Promise<Measured>
  /** @throws aborted when the signal says so */
  snapshot(signal?: AbortSignal): Promise<readonly SnapshotSentence[]>
  /** Writes weights and the state durably under the name, the optimizer's slots too or not, and gives the file's size in bytes. */
  writeCheckpoint(file: string, state: TrainerState, what: 'everything' | 'model'): Promise<number>
  readonly recorder: RecorderApi
  readonly reporter: Reporter
  readonly control: Control
}

/**
 * The training loop. Every update is a function of the state before it, so a run that goes on from a
 * checkpoint does what it would have done without the interruption, bit for bit. At each step, in this
 * order: attention is kept, the model is evaluated and a checkpoint recorded, then wishes of the host
 * are heard. What belongs to a step is stored before the checkpoint that leads past it.
 *
 * @throws diverged when the loss or a gradient is not finite, and whatever the parts throw
 */
export async function runTraining(parts: TrainerParts): Promise<TrainOutcome> {
  const { configuration, control, reporter } = parts
  const { model, training, evaluation } = configuration
  const limit = lastStep(configuration, parts.stepsPerEpoch)
  const clock = createClock(parts.state.wallSeconds)
  const timings = { step: createTiming(STEPS), evaluation: createTiming(EVALUATIONS) }
  let state = parts.state
  try {
    return await loop()
  } finally {
    reporter.flush() // however it ends: the newest rows are those that tell why
  }

  async function loop(): Promise<TrainOutcome> {
    for (;;) {
      const atEnd = state.step >= limit.step
      await unlessStopped(() => keepAttention(atEnd, control.signal))
      if (control.wanted !== 'stop') await evaluateWhenDue(atEnd)
      if (state.evaluatedStep === state.step && (state.verdict || atEnd)) {
        await keepAttention(true)
        return { state: 'finished', step: state.step, reason: state.verdict ?? limit.reason }
      }
      if (control.wanted !== 'go on' && (await interrupt()) === 'stop') {
        return { state: 'stopped', step: state.step, reason: 'stopped by the user' }
      }
      updateOnce()
      await setImmediate() // the host is heard between two steps
    }
  }

  /** What a wish to stop gives up is made up for after a resume. Says whether it was done. */
  async function unlessStopped(work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      if (control.wanted === 'stop' && error instanceof SaccadeError && error.code === 'aborted') return false
      throw error
    }
  }

  async function keepAttention(always: boolean, signal?: AbortSignal) {
    const due = always || isSnapshotStep(evaluation.watched, state.step)
    if (!due || state.snapshotStep === state.step) return
    const sentences = await parts.snapshot(signal)
    if (sentences.length > 0) await parts.recorder.storeSnapshot({ step: state.step, sentences })
    state = { ...state, snapshotStep: state.step }
  }

  async function evaluateWhenDue(always: boolean) {
    const due = always || state.step % evaluation.every === 0
    if (!due || state.evaluatedStep === state.step) return
    const say = (text: string) => reporter.progress(progress('evaluating', text))
    say('evaluating')
    const started = clock.seconds()
    let measured: Measured = { metrics: {} }
    const done = await unlessStopped(async () => {
      measured = await parts.evaluate(control.signal, say)
    })
    if (!done) return
    const { metrics, decoded } = measured
    timings.evaluation.add(clock.seconds() - started)
    const best = state.best
    state = judgeEvaluation(training, state, metrics)
    const times: MetricValues = {
      'time/wall': clock.seconds(),
      'time/epoch': state.step / parts.stepsPerEpoch,
      ...(state.tokens === null ? {} : { 'time/tokens': state.tokens }),
    }
    await recordCheckpoint({ ...deciding(), ...metrics, ...times }, state.best !== best, decoded)
  }

  /** The training metric that decides, where one does: the host knows the best value by the evaluation. */
  function deciding(): MetricValues {
    const { metric } = training.earlyStopping
    const value = state.latest[metric]
    return value === undefined ? {} : { [metric]: value }
  }

  /** Writes the checkpoint of this step and has it recorded; an empty evaluation is no evaluation. */
  async function recordCheckpoint(metrics: MetricValues, isBest: boolean, decoded?: ValidationOutputs) {
    const name = `${String(state.step).padStart(8, '0')}.safetensors`
    const file = `step-${name}`
    const before = state.files
    const files = { last: file, best: isBest ? file : before.best }
    state = { ...state, files, wallSeconds: clock.seconds() }
    const bytes = await parts.writeCheckpoint(file, state, 'everything')
    const record = (kind: CheckpointRecord['kind']) => ({ step: state.step, file, bytes, kind })
    const checkpoints: CheckpointRecord[] = isBest ? [record('last'), record('best')] : [record('last')]
    if (state.evaluatedStep === state.step && isKeptStep(configuration, state.step)) {
      const kept = `${KEPT_PREFIX}${name}`
      const size = await parts.writeCheckpoint(kept, state, 'model')
      checkpoints.push({ step: state.step, file: kept, bytes: size, kind: 'kept' })
    }
    const kept = new Set([files.last, files.best])
    const superseded = new Set([before.last, before.best].filter((name) => name !== null && !kept.has(name)))
    reporter.flush()
    await parts.recorder.storeEvaluation({
      step: state.step,
      metrics,
      checkpoints,
      superseded: [...superseded].filter((name) => name !== null),
      ...(decoded && { decoded }),
    })
  }

  async function interrupt(): Promise<'go on' | 'stop'> {
    const alreadyWritten = state.evaluatedStep === state.step
    if (!alreadyWritten) await recordCheckpoint({}, false)
    reporter.flush()
    if (control.wanted === 'pause') {
      clock.stop()
      reporter.progress(progress('paused', 'paused'))
      await control.hold(state.step)
      clock.start()
    }
    return control.wanted === 'stop' ? 'stop' : 'go on'
  }

  function updateOnce() {
    const started = clock.seconds()
    const step = state.step + 1
    const batch = parts.batchAt(step)
    const size = { targetLength: batch.targetLength, batch: batch.size }
    const inputs: StepInputs = {
      step,
      learningRate: learningRate({ ...training, steps: limit.step }, step, state.plateau),
      seed: stepSeed(configuration.seed, step),
      coins: tossCoins(training.teacherForcing, configuration.seed, step, size),
    }
    const result = parts.update(batch, inputs)
    const seconds = clock.seconds() - started
    timings.step.add(seconds, `${batch.size} ${batch.sourceLength} ${batch.targetLength}`)
    const latest: MetricValues = {
      'train/loss': result.loss,
      ...(model.attention.coverage === 'none' ? {} : { 'train/coverage_loss': result.coverageLoss }),
      'train/gradient_norm': result.gradientNorm,
      'train/learning_rate': inputs.learningRate,
      'train/teacher_forcing_ratio': teacherForcingRatio(training.teacherForcing, step),
      'train/padding_waste': paddingWaste(batch),
    }
    const tokens = batch.sourceTokens + batch.targetTokens
    reporter.step(step, { ...latest, 'train/tokens_per_second': tokens / Math.max(seconds, 1e-6) })
    if (configuration.engine.checkGradients) checkFinite(step, result, parts.parameterNames)
    const trained = state.tokens === null ? null : state.tokens + tokens
    state = { ...state, step, tokens: trained, latest: onlyFinite(latest) }
    reporter.progress(progress('training', `step ${step} of ${limit.step}`))
  }

  function progress(phase: TrainerProgress['phase'], text: string): TrainerProgress {
    const left = limit.step - state.step
    const evaluations = Math.ceil(left / evaluation.every)
    return {
      phase,
      step: state.step,
      steps: limit.step,
      epoch: state.step / parts.stepsPerEpoch,
      secondsLeft: secondsLeft(timings.step, timings.evaluation, { steps: left, evaluations }),
      text,
    }
  }
}

/** The update after which a run ends if nothing ends it before, and why there. */
export function lastStep(
  { training: { steps, epochs } }: Configuration,
  stepsPerEpoch: number,
): { step: number; reason: 'steps' | 'epochs' } {
  const inEpochs = epochs === 0 ? Infinity : epochs * stepsPerEpoch
  return inEpochs < steps ? { step: inEpochs, reason: 'epochs' } : { step: steps, reason: 'steps' }
}

function checkFinite(step: number, { loss, gradientNorm, gradientNorms }: StepResult, names: readonly string[]) {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return
  const broken = names[gradientNorms.findIndex((norm) => !Number.isFinite(norm))]
  const what =
    broken === undefined ? `the loss became ${loss}` : `the gradient of ${broken} became infinite or NaN (loss ${loss})`
  throw new SaccadeError('diverged', `Training diverged at step ${step}: ${what}`, {
    hint: 'Lower training.optimizer.learningRate or training.clipNorm, or add warm-up steps. The last checkpoint before it is kept.',
  })
}

/** JSON knows no other numbers, and a checkpoint's state is JSON. */
function onlyFinite(metrics: MetricValues): MetricValues {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)))
}

function paddingWaste({ size, sourceLength, targetLength, sourceTokens, targetTokens }: Batch): number {
  return 1 - (sourceTokens + targetTokens) / (size * (sourceLength + targetLength))
}

interface Clock {
  /** Seconds so far, those of a checkpoint that the run goes on from included. */
  seconds(): number
  stop(): void
  start(): void
}

function createClock(before: number): Clock {
  let counted = before
  let since: number | null = performance.now()
  const seconds = () => counted + (since === null ? 0 : (performance.now() - since) / 1000)
  return {
    seconds,
    stop() {
      counted = seconds()
      since = null
    },
    start() {
      since = performance.now()
    },
  }
}
