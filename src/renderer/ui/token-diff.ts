import { alignTokens } from '../../shared/edit-alignment.ts'

export interface TokenMarks {
  /** Of each output token. */
  readonly right: readonly boolean[]
  readonly missing: number
}

export function isExact({ right, missing }: TokenMarks): boolean {
  return missing === 0 && right.every(Boolean)
}

/**
 * Which tokens of an output stand where the reference has them, by the cheapest way of editing one into
 * the other. `missing` counts reference tokens the output leaves out.
 */
export function markTokens(output: readonly string[], reference: readonly string[]): TokenMarks {
  const pairs = alignTokens(output, reference)
  return {
    right: pairs.filter(({ a }) => a !== null).map(({ same }) => same),
    missing: pairs.filter(({ a }) => a === null).length,
  }
}
