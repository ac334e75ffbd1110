/**
 * A metric of a whole corpus is one fraction: numerators and denominators are summed over the sentences, and divided
 * once at the end. So it does not depend on how the corpus was cut into batches.
 */
export interface Ratio {
  readonly numerator: number
  readonly denominator: number
}

export function sumRatios(ratios: Iterable<Ratio>): Ratio {
  let numerator = 0
  let denominator = 0
  for (const ratio of ratios) {
    numerator += ratio.numerator
    denominator += ratio.denominator
  }
  return { numerator, denominator }
}

/** NaN where there was nothing to count. */
export function ratioValue({ numerator, denominator }: Ratio): number {
  return denominator === 0 ? NaN : numerator / denominator
}
