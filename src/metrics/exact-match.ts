import type { Ratio } from '../shared/ratio.ts'

/** 1 of 1 when the text equals one of the references; else 0 of 1. */
export function exactMatch(hypothesis: string, references: readonly string[]): Ratio {
  return { numerator: references.includes(hypothesis) ? 1 : 0, denominator: 1 }
}
