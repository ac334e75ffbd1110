import type { Ratio } from '../shared/ratio.ts'

/** 1 of 1 when the hypothesis equals one of the references, token by token; else 0 of 1. */
export function exactMatch(hypothesis: readonly string[], references: readonly (readonly string[])[]): Ratio {
  return { numerator: references.some((reference) => equal(hypothesis, reference)) ? 1 : 0, denominator: 1 }
}

function equal(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((token, position) => token === right[position])
}
