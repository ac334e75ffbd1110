/** How many of the newest durations count. */
const WINDOW = 50

/** A moving estimate of how long something takes: the median of the newest durations, which one slow step does not move. */
export interface Timing {
  add(seconds: number): void
  /** null before the first. */
  estimate(): number | null
}

export function createTiming(): Timing {
  const newest: number[] = []
  return {
    add(seconds) {
      newest.push(seconds)
      if (newest.length > WINDOW) newest.shift()
    },
    estimate() {
      const sorted = [...newest].sort((a, b) => a - b)
      return sorted[Math.floor(sorted.length / 2)] ?? null
    },
  }
}

/**
 * Seconds until the last step, evaluations counted in.
 *
 * @returns null while no step was timed
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
