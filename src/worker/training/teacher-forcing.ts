import { randomStream } from '../../shared/random.ts'
import type { TrainingConfiguration } from '../../shared/config/training.ts'

type TeacherForcing = TrainingConfiguration['teacherForcing']

/**
 * The probability that a reference token is fed, which decays over the steps as in Bengio et al. 2015,
 * section 2.4, and never falls below the floor.
 *
 * @param step number of the update, the first is 1 and not yet decayed (inverse sigmoid: k / (k + 1))
 */
export function teacherForcingRatio({ ratio, decay, decaySteps, minimum }: TeacherForcing, step: number): number {
  const done = step - 1
  const floor = Math.min(minimum, ratio)
  switch (decay) {
    case 'constant':
      return ratio
    case 'linear':
      return Math.max(floor, ratio - ((ratio - floor) * done) / decaySteps)
    case 'exponential':
      return Math.max(floor, ratio * Math.exp(-done / decaySteps))
    case 'inverse-sigmoid':
      return Math.max(floor, (ratio * decaySteps) / (decaySteps + Math.exp(done / decaySteps)))
  }
}

/** 1 where the reference is fed, 0 where the model's own token is; row-major [targetLength, width]. */
export interface Coins {
  readonly values: Float32Array
  readonly targetLength: number
  /** 1, or the batch size where each token has its own coin. */
  readonly width: number
}

/**
 * The coins of one update, a pure function of its arguments. null where every token is the reference
 * whatever the step, so that the graph needs no feedback at all.
 */
export function tossCoins(
  settings: TeacherForcing,
  seed: number,
  step: number,
  size: { targetLength: number; batch: number },
): Coins | null {
  if (settings.ratio === 1 && settings.decay === 'constant') return null
  const ratio = teacherForcingRatio(settings, step)
  const random = randomStream(seed, 'teacher-forcing', step)
  const toss = () => (random.uniform() < ratio ? 1 : 0)
  const { targetLength } = size
  const width = settings.unit === 'token' ? size.batch : 1
  const values = new Float32Array(targetLength * width)
  if (settings.unit === 'batch') values.fill(toss())
  else values.forEach((_, index) => (values[index] = toss()))
  return { values, targetLength, width }
}
