import type { JsonValue } from '../config/assign.ts'
import { randomStream } from '../random.ts'
import type { Distribution } from './sweep.ts'

/** Drawn numbers have so many significant digits, so that they can be read, written down and set again. */
const DIGITS = 4

/**
 * What is drawn for a setting the `index`th time: a function of its arguments and of nothing else, so that further draws
 * leave the earlier ones as they are.
 */
export function draw(distribution: Distribution, seed: number, site: string, index: number): JsonValue {
  const random = randomStream(seed, `sweep/${site}`, index)
  switch (distribution.distribution) {
    case 'choice':
      return distribution.values[random.integer(distribution.values.length)] ?? null
    case 'int': {
      const { minimum, maximum } = distribution
      return minimum + random.integer(maximum - minimum + 1)
    }
    case 'uniform': {
      const { minimum, maximum } = distribution
      return within(minimum + random.uniform() * (maximum - minimum), distribution)
    }
    case 'log-uniform': {
      const [low, high] = [Math.log(distribution.minimum), Math.log(distribution.maximum)]
      return within(Math.exp(low + random.uniform() * (high - low)), distribution)
    }
  }
}

/** Rounded, and not beyond its bounds for that. */
function within(value: number, { minimum, maximum }: { minimum: number; maximum: number }): number {
  return Math.min(Math.max(Number(value.toPrecision(DIGITS)), minimum), maximum)
}
