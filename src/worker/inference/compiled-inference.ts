import * as tf from '@tensorflow/tfjs-core'
import { makeBatch } from '../../data/batches.ts'
import type { Batch } from '../../data/types.ts'
import { type Decoding, type GreedyOptions, decodeInTurns } from '../decoding/greedy.ts'
import { type References, referenceSteps } from '../decoding/references.ts'
import { firstGreedyState, greedySteps } from '../decoding/greedy-steps.ts'
import type { Program, Wanted } from '../engine/compile/program.ts'
import { type Turns, finish, turnsInScope } from '../decoding/turns.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { inScope } from '../engine/compile/scope.ts'
import type { Body, Tensors } from '../engine/compile/trace.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { batchAmong, uploadBatch, uploadSources } from '../training/batch-tensors.ts'
import { createEagerInference } from './eager-inference.ts'
import { type ForcedPass, forcedTensors, readForced, readWindows } from './forced-pass.ts'
import type { Inference } from './inference.ts'
import type { PaddedWindows } from './forced-pass.ts'
import { named, optional, packEncoded, packState, unpackEncoded, unpackState } from './packing.ts'
import { type InferenceShape, fittingInferenceShape, padBatch } from './shapes.ts'

/**
 * Steps of decoding in one call. Between two calls the chosen tokens are read and it is seen whether all sentences have
 * ended: more steps are fewer calls, but more steps for nothing after the last end, and a larger graph.
 */
const STEPS_PER_TURN = 4

export interface CompiledInferenceOptions {
  /** Batches are padded to one of these; those that fit none are computed eagerly. */
  readonly shapes: readonly InferenceShape[]
  readonly stepsPerTurn?: number
  log(text: string): void
}

export interface CompiledInference extends Inference {
  /** Traces the functions of a shape ahead of their first call. */
  define(shape: InferenceShape): void
  /** Calls each function for the batch once: the first call takes TensorFlow long, and is checked. */
  tryOut(batch: Batch): void
  /** From now on computes eagerly: the program no longer has the newest values. */
  giveUp(): void
  dispose(): void
}

/**
 * Forced pass and greedy decoding as functions of a program that owns the model's parameters; searches are eager. Where
 * compiling fails, the reason is logged once and everything is computed eagerly from then on.
 */
export function createCompiledInference(
  program: Program,
  model: Seq2SeqModel,
  { shapes, stepsPerTurn = STEPS_PER_TURN, log }: CompiledInferenceOptions,
): CompiledInference {
  const eager = createEagerInference(model)
  let compiling = true
  const left = createLeftOver()

  const encodeBody: Body = (feeds) => {
    const source = named<tf.Tensor2D>(feeds, 'source')
    const { encoded, state } = model.encode(source, named(feeds, 'sourceMask'))
    return { ...packEncoded(encoded), ...packState(firstGreedyState(state, source.shape[0])) }
  }

  const forcedBody: Body = (feeds): Tensors => {
    const { correct, logProbabilities, attention, centres, outside } = forcedTensors(model, batchAmong(feeds))
    // The graph computes the encoder once for both.
    return {
      ...encodeBody(feeds),
      ...{ correct, logProbabilities },
      ...(attention ? { attention } : {}),
      ...(centres && outside ? { centres, outside: outside() } : {}),
    }
  }

  const decodeBody: Body = (feeds) => {
    const right = named<tf.Tensor2D>(feeds, 'references')
    const steps = greedySteps(model, unpackEncoded(feeds), unpackState(feeds), stepsPerTurn, right)
    const { ids, scores, attention, referenceScores } = steps
    return {
      ...packState(steps),
      ...{ ids, scores },
      ...(attention ? { attention } : {}),
      ...(referenceScores ? { referenceScores } : {}),
    }
  }

  function prepare(name: string, body: Body, feeds: Tensors): void {
    if (!program.has(name)) program.define(name, feeds, body)
  }

  function call(name: string, body: Body, feeds: Tensors, wanted?: Wanted): Tensors {
    prepare(name, body, feeds)
    return program.call(name, feeds, wanted)
  }

  /** What `compute` gives for the compiled shape, null where there is none or compiling has failed. */
  function attempt<Result>(shape: InferenceShape | null, compute: (shape: InferenceShape) => Result): Result | null {
    if (!compiling || !shape) return null
    try {
      return inScope(() => compute(shape))
    } catch (error) {
      return failed(error)
    }
  }

  /** The same for work in turns. */
  function* attemptInTurns<Result>(
    shape: InferenceShape | null,
    compute: (shape: InferenceShape) => Turns<Result>,
  ): Turns<Result | null> {
    if (!compiling || !shape) return null
    try {
      return yield* turnsInScope(() => compute(shape))
    } catch (error) {
      if (error instanceof SaccadeError && error.code === 'aborted') throw error // given up, not failed
      return failed(error)
    }
  }

  function failed(error: unknown): null {
    compiling = false
    log(`Evaluation goes on without compiling: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }

  /** The model with the newest weights. */
  function eagerly(): Inference {
    program.pull()
    return eager
  }

  function forced(batch: Batch, shape: InferenceShape): ForcedPass {
    const result = call(names.forced(shape), forcedBody, uploads(padBatch(batch, shape)), (name) => !isOfWindows(name))
    left.put(batch, shape, program.updates, result)
    const tensors = {
      correct: named<tf.Scalar>(result, 'correct'),
      logProbabilities: named<tf.Tensor2D>(result, 'logProbabilities'),
      attention: optional<tf.Tensor5D>(result, 'attention'),
    }
    return readForced(tensors, batch)
  }

  function windows(batch: Batch, shape: InferenceShape): PaddedWindows | null {
    const result = call(names.forced(shape), forcedBody, uploads(padBatch(batch, shape)), isOfWindows)
    return readWindows(optional(result, 'centres'), optional(result, 'outside'))
  }

  function decode(batch: Batch, options: GreedyOptions, shape: InferenceShape): Turns<Decoding[]> {
    const first =
      left.take(batch, shape, program.updates) ??
      call(names.encode(shape), encodeBody, uploadSources(padBatch(batch, shape)))
    const encoded = packEncoded(unpackEncoded(first))
    let carried = packState(unpackState(first))
    const right = (from: number) => ({
      references: referenceSteps(options.references ?? NO_REFERENCES, { from, count: stepsPerTurn, rows: shape.size }),
    })
    return decodeInTurns(sourceLengths(batch), options, (from) => {
      const next = call(names.decode(shape), decodeBody, { ...encoded, ...carried, ...right(from) })
      for (const tensor of Object.values(carried)) tensor.dispose()
      carried = packState(unpackState(next))
      return {
        ids: named(next, 'ids'),
        scores: named(next, 'scores'),
        attention: optional(next, 'attention'),
        referenceScores: optional(next, 'referenceScores'),
      }
    })
  }

  return {
    forced: (batch) =>
      attempt(fittingInferenceShape(batch, shapes), (shape) => forced(batch, shape)) ?? eagerly().forced(batch),
    *decode(batch, options) {
      // The graphs choose by themselves.
      const shape = options.prefix?.length ? null : fittingInferenceShape({ ...batch, targetLength: 0 }, shapes)
      const done = yield* attemptInTurns(shape, (fitting) => decode(batch, options, fitting))
      return done ?? (yield* eagerly().decode(batch, options))
    },
    windows(batch) {
      const done = attempt(fittingInferenceShape(batch, shapes), (shape) => ({ windows: windows(batch, shape) }))
      return done ? done.windows : eagerly().windows(batch)
    },
    telling: (batch, count) => eagerly().telling(batch, count),
    search: (batch, method, options) => eagerly().search(batch, method, options), // its rows are gathered anew each step
    define(shape) {
      attempt(shape, () => {
        const empty = makeBatch([], [], shape)
        const sources = uploadSources(empty)
        prepare(names.forced(shape), forcedBody, uploads(empty))
        prepare(names.encode(shape), encodeBody, sources)
        const references = tf.zeros([stepsPerTurn, shape.size], 'int32')
        prepare(names.decode(shape), decodeBody, { ...blanks(encodeBody(sources)), references })
      })
    },
    tryOut(batch) {
      attempt(fittingInferenceShape(batch, shapes), (shape) => {
        forced(batch, shape)
        finish(decode(batch, { lengthFactor: 0, attention: false }, shape)) // to the shortest limit
      })
    },
    giveUp() {
      compiling = false
      left.dispose()
    },
    dispose: () => left.dispose(),
  }
}

/** Of the forced pass, what is computed for maps alone. */
const isOfWindows: Wanted = (output) => output === 'centres' || output === 'outside'

const NO_REFERENCES: References = {
  size: 0,
  targetLength: 0,
  targetOutput: new Int32Array(0),
  targetMask: new Float32Array(0),
}

/** The encoding that a batch's forced pass leaves, for its decoding right after. */
function createLeftOver() {
  let kept: { batch: Batch; shape: InferenceShape; updates: number; tensors: Tensors } | null = null
  function dispose() {
    if (kept) tf.dispose(Object.values(kept.tensors))
    kept = null
  }
  return {
    put(batch: Batch, shape: InferenceShape, updates: number, result: Tensors) {
      dispose()
      const tensors = { ...packEncoded(unpackEncoded(result)), ...packState(unpackState(result)) }
      for (const tensor of Object.values(tensors)) tf.keep(tensor)
      kept = { batch, shape, updates, tensors }
    },
    /** Once, and only while the weights are those it was computed with. */
    take(batch: Batch, shape: InferenceShape, updates: number): Tensors | null {
      const fits = kept?.batch === batch && kept.shape === shape && kept.updates === updates
      const taken = kept && fits ? Object.entries(kept.tensors).map(([name, tensor]) => [name, tf.clone(tensor)]) : null
      dispose()
      return taken && (Object.fromEntries(taken) as Tensors)
    },
    dispose,
  }
}

const names = {
  forced: ({ size, sourceLength, targetLength }: InferenceShape) => `forced ${size}×${sourceLength}×${targetLength}`,
  encode: ({ size, sourceLength }: InferenceShape) => `encode ${size}×${sourceLength}`,
  decode: ({ size, sourceLength }: InferenceShape) => `decode ${size}×${sourceLength}`,
}

function uploads(batch: Batch): Tensors {
  return { ...uploadBatch(batch) }
}

/** Tensors of the same shapes and types, none of them another's alias. */
function blanks(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, dtype }]) => [name, tf.zeros(shape, dtype)] as const),
  )
}

/** Of each row, `<eos>` included. */
function sourceLengths({ size, sourceLength, sourceMask }: Batch): number[] {
  const row = (index: number) => sourceMask.subarray(index * sourceLength, (index + 1) * sourceLength)
  return Array.from({ length: size }, (_, index) => row(index).reduce((sum, real) => sum + real, 0))
}
