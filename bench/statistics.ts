export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  if (sorted.length === 0) return NaN
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/**
 * What a step takes, from times by round and step: the median of all; where every step of a round is another batch
 * (`ragged`), each batch's median over the rounds and of these the mean, so that long batches count for what they are.
 */
export function typicalMs(rounds: readonly (readonly number[])[], ragged: boolean): number {
  if (!ragged) return median(rounds.flat())
  const batches = rounds[0]?.length ?? 0
  return mean(Array.from({ length: batches }, (_, batch) => median(rounds.map((round) => round[batch] ?? NaN))))
}
