// A graph that computes something else than the code it was traced from must never be used.
import type * as tf from '@tensorflow/tfjs-core'
import { SaccadeError } from '../../../shared/errors.ts'
import type { Tensors } from './trace.ts'

/**
 * Largest difference that is put down to sums taken in another order, relative to the largest number of the tensor.
 * A wrong graph is off by far more.
 */
const TOLERANCE = 1e-3

/** Values of named tensors, kept apart from whatever happens to the tensors. */
export type Values = ReadonlyMap<string, ArrayLike<number>>

export function valuesOf(tensors: Tensors): Values {
  return new Map(Object.entries(tensors).map(([name, tensor]) => [name, Float32Array.from(tensor.dataSync())]))
}

/** The same for variables, by their position. */
export function variableValues(variables: readonly tf.Variable[]): Values {
  return new Map(
    variables.map((variable, index) => [
      `variable ${index} (${variable.name})`,
      Float32Array.from(variable.dataSync()),
    ]),
  )
}

/** @throws engine naming what differs most */
export function requireEqual(name: string, eager: Values, compiled: Values): void {
  for (const [key, expected] of eager) {
    const actual = compiled.get(key)
    const difference = actual ? relativeDifference(expected, actual) : Infinity
    if (difference <= TOLERANCE) continue
    throw new SaccadeError(
      'engine',
      `The compiled form of “${name}” computes something else than the eager one: ${key} differs by ${difference.toExponential(1)}`,
      {
        hint: 'Train eagerly (engine.compile = never, or --eager), and please report it with the configuration.',
      },
    )
  }
}

/** Of the largest difference to the largest number; numbers that are not finite must be so in both. */
function relativeDifference(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) return Infinity
  let largest = 0
  let difference = 0
  for (let i = 0; i < expected.length; i++) {
    const [a = NaN, b = NaN] = [expected[i], actual[i]]
    if (!Number.isFinite(a) || !Number.isFinite(b)) {
      if (Object.is(a, b)) continue
      return Infinity
    }
    largest = Math.max(largest, Math.abs(a))
    difference = Math.max(difference, Math.abs(a - b))
  }
  return difference / Math.max(largest, 1e-6)
}
