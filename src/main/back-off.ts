const FIRST_DELAY = 250
const LONGEST_DELAY = 8_000
const HEALTHY_AFTER = 60_000

/** How long to wait before starting a process again that keeps ending: twice as long each time. */
export interface BackOff {
  /** Milliseconds until the next start after a process that lived so long; null once it is hopeless. */
  next(lifetime: number): number | null
}

/** Gives up after `tries` ends in a row; one that lived a minute starts the count anew. */
export function createBackOff(tries: number): BackOff {
  let failures = 0
  return {
    next(lifetime) {
      failures = lifetime >= HEALTHY_AFTER ? 1 : failures + 1
      return failures > tries ? null : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1))
    },
  }
}
