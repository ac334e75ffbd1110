import type { TokenPair } from './types.ts'

export interface Repeats {
  /** Training pairs that repeat an earlier training pair. */
  readonly duplicatePairs: number
  /** Validation pairs that stand in the training data as well. */
  readonly leakedPairs: number
}

/** Counts pairs that are equal in source and target. */
export function countRepeats(train: readonly TokenPair[], valid: readonly TokenPair[]): Repeats {
  const known = new Set(train.map(pairKey))
  return {
    duplicatePairs: train.length - known.size,
    leakedPairs: valid.filter((pair) => known.has(pairKey(pair))).length,
  }
}

/** Readers refuse NUL, so it can stand between tokens; the source's length says where the target begins. */
function pairKey({ source, target }: TokenPair): string {
  return `${source.length}\0${source.join('\0')}\0${target.join('\0')}`
}
