import * as tf from '@tensorflow/tfjs-core'

/**
 * Work in parts, each a call of the model or a few. It holds still between two of them, so that whoever drives it may let
 * others run meanwhile, as long as these make no tensors, or give it up.
 */
export type Turns<Result> = Generator<void, Result, void>

/** Does the work without a pause. */
export function finish<Result>(turns: Turns<Result>): Result {
  for (;;) {
    const next = turns.next()
    if (next.done) return next.value
  }
}

/** Does the work, breathing between two parts; what `breathe` throws gives it up, and leaves no tensors behind. */
export async function inTurns<Result>(turns: Turns<Result>, breathe: () => Promise<void>): Promise<Result> {
  for (;;) {
    const next = turns.next()
    if (next.done) return next.value
    try {
      await breathe()
    } catch (error) {
      turns.throw(error)
      throw error
    }
  }
}

/** As `inScope`, for work in parts: every tensor made in it is disposed of at its end, however it ends. */
export function* turnsInScope<Result>(work: () => Turns<Result>): Turns<Result> {
  tf.engine().startScope()
  try {
    return yield* work()
  } finally {
    tf.engine().endScope([])
  }
}
