// A score of the user's own, held to what a score is.
import { createHash } from 'node:crypto'
import * as tf from '@tensorflow/tfjs-core'
import type { ScoreModule } from '../../../shared/contract/scores.ts'
import { SaccadeError } from '../../../shared/errors.ts'
import type { CreateScore, Score, ScoreValues } from '../score.ts'
import { runModule } from './compile.ts'
import { badScore, lineIn } from './failure.ts'

/** A score from a module, and a look at what it computes. */
export interface OwnScore {
  readonly create: CreateScore
  /**
   * Runs something eagerly and looks at every number that the score gives meanwhile, which costs a read each.
   * @throws bad-score when one is not finite, or anything else goes wrong
   */
  watch(run: () => void): void
}

/**
 * Runs a module whose content the user has said yes to. What it makes may throw, or give the wrong things: every call
 * is looked over, and the error names the file and its line.
 *
 * @throws bad-score; refused when the content is not that of the digest
 */
export function loadOwnScore(module: ScoreModule): OwnScore {
  const { file, content, digest } = module
  if (createHash('sha256').update(content).digest('hex') !== digest) {
    throw new SaccadeError('refused', `The content of ${file} is not the one that was said yes to`)
  }
  const exported = runModule(module, tf)
  if (typeof exported !== 'function') {
    throw badScore(file, 'when it was loaded', `createScore is ${describe(exported)}, not a function`)
  }
  const watching = { on: false }
  return {
    create: (parameters, name, sizes) => {
      const made = attempt(file, 'in createScore', () => (exported as CreateScore)(parameters, name, sizes))
      return guard(file, requireScore(file, made, sizes.coverage), watching)
    },
    watch(run) {
      watching.on = true
      try {
        run()
      } catch (error) {
        if (error instanceof SaccadeError) throw error
        throw badScore(file, 'in a first pass forwards and backwards', error)
      } finally {
        watching.on = false
      }
    },
  }
}

function guard(file: string, score: Score, watching: { readonly on: boolean }): Score {
  const sources = new WeakMap<tf.Tensor, number>() // of keys made here; those of a beam or a graph are others
  /** Any size where the shape says null. */
  const check = (place: string, result: unknown, shape: readonly (number | null)[] | null): tf.Tensor => {
    const when = `in ${place}`
    if (!isTensor(result)) throw badScore(file, when, `it gave ${describe(result)}, not a tensor`)
    if (shape && !fits(result.shape, shape)) {
      throw badScore(
        file,
        when,
        `it gave a tensor of the shape [${result.shape.join(', ')}] where [${shape.map((size) => size ?? '…').join(', ')}] is needed`,
      )
    }
    if (result.dtype !== 'float32') throw badScore(file, when, `it gave a tensor of ${result.dtype}, not of float32`)
    if (watching.on && result.dataSync().some((value) => !Number.isFinite(value))) {
      throw badScore(file, when, 'it gave numbers that are NaN or infinite', {
        hint: 'Scores must be finite everywhere, at padding too. Mend the file and start a new run.',
      })
    }
    return result
  }
  return {
    heads: score.heads,
    prepare(outputs) {
      const [batch = 0, source = 0] = outputs.shape
      const keys = check(
        'prepare',
        attempt(file, 'in prepare', () => score.prepare(outputs)),
        null,
      )
      if (keys.shape[0] !== batch) {
        throw badScore(file, 'in prepare', `it gave ${String(keys.shape[0])} rows for a batch of ${batch}`)
      }
      sources.set(keys, source)
      return keys
    },
    score(queries, keys, coverage) {
      const [batch = 0, target = 0] = queries.shape
      const shape = [batch, score.heads, target, sources.get(keys) ?? null]
      return check(
        'score',
        attempt(file, 'in score', () => score.score(queries, keys, coverage)),
        shape,
      )
    },
    ...(score.values ? { values: guardValues(file, score.values, score.heads, check) } : {}),
  }
}

type Check = (place: string, result: unknown, shape: readonly (number | null)[] | null) => tf.Tensor

function guardValues(file: string, values: ScoreValues, heads: number, check: Check): ScoreValues {
  return {
    size: values.size,
    prepare(outputs) {
      const [batch = 0, source = 0] = outputs.shape
      const made = attempt(file, 'in values.prepare', () => values.prepare(outputs))
      return check('values.prepare', made, [batch, heads, source, null])
    },
    join(weighted) {
      const [batch = 0, , target = 0] = weighted.shape
      const made = attempt(file, 'in values.join', () => values.join(weighted))
      return check('values.join', made, [batch, target, values.size])
    },
  }
}

/** Runs a part of the module. */
function attempt(file: string, when: string, run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    // What stops a trace names the operation; the line is what the user can act on.
    if (error instanceof SaccadeError && error.code === 'engine') {
      const line = lineIn(file, error)
      const place = line === undefined ? file : `${file}, line ${line}`
      throw new SaccadeError('engine', `${error.message.replace(/ \(at [^]*\)$/, '')} (${place})`, { hint: error.hint })
    }
    throw badScore(file, when, error)
  }
}

/** What createScore gave, with its functions bound to it. */
function requireScore(file: string, made: unknown, covering: boolean): Score {
  const score = requireRecord(file, made, 'it')
  const { heads, values } = score
  requireCount(file, heads, 'heads')
  if (values === undefined && heads !== 1) {
    throw wrong(file, `with ${heads} heads it needs values: the contexts of several heads have to be joined`)
  }
  if (covering && heads !== 1) {
    throw wrong(
      file,
      `with ${heads} heads it cannot have coverage, which counts the weights of one; set model.attention.coverage=none`,
    )
  }
  return {
    heads,
    prepare: method<Score['prepare']>(file, score, 'prepare', 'prepare'),
    score: method<Score['score']>(file, score, 'score', 'score'),
    ...(values === undefined ? {} : { values: requireValues(file, values) }),
  }
}

function requireValues(file: string, made: unknown): ScoreValues {
  const values = requireRecord(file, made, 'values')
  const { size } = values
  requireCount(file, size, 'values.size')
  return {
    size,
    prepare: method<ScoreValues['prepare']>(file, values, 'prepare', 'values.prepare'),
    join: method<ScoreValues['join']>(file, values, 'join', 'values.join'),
  }
}

const wrong = (file: string, what: string) => badScore(file, 'in createScore', what)

function requireRecord(file: string, value: unknown, name: string): Record<string, unknown> {
  if (isRecord(value)) return value
  throw wrong(file, `${name} is ${describe(value)}, not an object`)
}

function requireCount(file: string, value: unknown, name: string): asserts value is number {
  if (Number.isInteger(value) && Number(value) >= 1) return
  throw wrong(file, `${name} is ${describe(value)}, not a whole number from 1`)
}

function method<Method>(file: string, owner: Record<string, unknown>, key: string, name: string): Method {
  const value = owner[key]
  if (typeof value === 'function') return value.bind(owner) as Method
  throw wrong(file, `${name} is ${describe(value)}, not a function`)
}

function fits(shape: readonly number[], wanted: readonly (number | null)[]): boolean {
  return shape.length === wanted.length && wanted.every((size, axis) => size === null || size === shape[axis])
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function describe(value: unknown): string {
  if (value instanceof Promise) return 'a promise'
  if (value === null || value === undefined || typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'an array' : `of type ${typeof value}`
}
