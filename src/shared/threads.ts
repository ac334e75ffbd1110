/** How many threads TensorFlow gets: so many operations side by side, each on so many threads. */
export interface ThreadCounts {
  readonly interOp: number
  readonly intraOp: number
}

/**
 * A recurrent step is many small operations: running independent ones side by side beats splitting each over cores
 * (measured on 2 cores, where one operation on two threads is slower than two on one each). With more cores
 * there are not enough independent operations to go round, so the rest goes into the operations.
 */
export function threadCounts(cores: number): ThreadCounts {
  const whole = Math.max(1, Math.floor(cores))
  if (whole <= 2) return { interOp: whole, intraOp: 1 }
  return { interOp: Math.min(4, whole), intraOp: Math.min(8, Math.ceil(whole / 2)) }
}

/** The share of a machine's cores that each of so many runs gets: whole ones, and at least one. */
export function coresEach(cores: number, atOnce: number): number {
  return Math.max(1, Math.floor(cores / atOnce))
}
