/** How many of the newest durations count. */
const WINDOW = 50

/** A moving estimate of how long something takes: the median of the newest durations, which one slow one does not move. */
export interface Timing {
  /** @param shape of what was worked on: the first of each takes longer, since it is prepared for then */
  add(seconds: number, shape?: string): void
  /** null before there is a pace worth telling. */
  estimate(): number | null
}

/** How many durations tell a pace: those of shapes that were there before, or where hardly any comes twice, of all. */
interface Fewest {
  readonly again: number
  readonly any: number
}

/** More than twice as many as there are shapes to prepare for. */
export const STEPS: Fewest = { again: 5, any: 12 }
/** They are few and far between: the first one counts until there is another. */
export const EVALUATIONS: Fewest = { again: 1, any: 1 }

export function createTiming(fewest: Fewest): Timing {
  const newest: { readonly seconds: number; readonly again: boolean }[] = []
  const shapes = new Set<string>()
  return {
    add(seconds, shape = '') {
      newest.push({ seconds, again: shapes.has(shape) })
      shapes.add(shape)
      if (newest.length > WINDOW) newest.shift()
    },
    estimate() {
      const again = newest.filter((one) => one.again)
      const counted = again.length >= fewest.again ? again : newest.length >= fewest.any ? newest : []
      const sorted = counted.map(({ seconds }) => seconds).sort((a, b) => a - b)
      return sorted[Math.floor(sorted.length / 2)] ?? null
    },
  }
}

/**
 * Seconds until the last step, evaluations counted in.
 *
 * @returns null while steps have no pace
 */
export function secondsLeft(
  steps: Timing,
  evaluations: Timing,
  left: { steps: number; evaluations: number },
): number | null {
  const step = steps.estimate()
  if (step === null) return null
  return step * left.steps + (evaluations.estimate() ?? 0) * left.evaluations
}
