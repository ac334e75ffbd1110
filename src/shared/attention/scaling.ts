export const SCALING_KINDS = ['linear', 'square root', 'logarithmic'] as const
export type ScalingKind = (typeof SCALING_KINDS)[number]

/** How weights become places on a scale of colours. */
export interface MapScaling {
  readonly kind: ScalingKind
  /** The weight that takes the last colour. */
  readonly ceiling: number
  /** Of a difference: 0 is the middle of the scale, minus the ceiling its start. */
  readonly diverging: boolean
}

/** From 0 to the ceiling, in proportion. */
export function linearScaling(ceiling = 1): MapScaling {
  return { kind: 'linear', ceiling, diverging: false }
}

/** A logarithmic scale reaches this many powers of ten below its ceiling; smaller weights take its start. */
const DECADES = 3

/** The place of a weight on the scale, from 0 to 1; NaN of NaN. */
export function levelOf({ kind, ceiling, diverging }: MapScaling, weight: number): number {
  const share = Math.min(Math.max(Math.abs(weight) / ceiling, 0), 1)
  const level = kind === 'linear' ? share : kind === 'square root' ? Math.sqrt(share) : logarithmic(share)
  if (diverging) return 0.5 + (Math.sign(weight) * level) / 2
  return weight < 0 ? 0 : level
}

function logarithmic(share: number): number {
  return Number.isNaN(share) ? NaN : Math.max(1 + Math.log10(share) / DECADES, 0)
}

/** The weight at a place of the scale from 0 to 1: what a legend writes there. */
export function weightOfLevel({ kind, ceiling, diverging }: MapScaling, level: number): number {
  const place = diverging ? Math.abs(2 * level - 1) : level
  const share =
    kind === 'linear' ? place : kind === 'square root' ? place ** 2 : place === 0 ? 0 : 10 ** ((place - 1) * DECADES)
  return share * ceiling * (diverging ? Math.sign(level - 0.5) : 1)
}

/** What looks at all tokens alike takes this share of the scale, and does not look as if it were sure of each. */
const EVEN = 0.5

/**
 * A ceiling that the largest of the weights (of a difference: by amount) just reaches, rounded up to two significant digits so
 * that it can be written beside the scale; 1 where there is none. For maps it is at least twice the weight of each token where
 * all have the same.
 */
export function automaticCeiling(
  planes: Iterable<{ readonly weights: Float32Array; readonly source: readonly unknown[] }>,
  isDifference = false,
): number {
  let largest = 0
  let even = 0
  for (const { weights, source } of planes) {
    even = Math.max(even, Math.min(1 / source.length / EVEN, 1))
    largest = Math.max(largest, largestOf(weights))
  }
  if (largest === 0) return 1
  if (!isDifference) largest = Math.max(largest, even)
  const unit = 10 ** (Math.floor(Math.log10(largest)) - 1)
  // A weight of just 0.4 is kept as 0.4000000059: that is no reason for 0.41.
  return Number((Math.ceil(largest / unit - 1e-3) * unit).toPrecision(2))
}

/** Of maps that a slider comes past again and again. */
const known = new WeakMap<Float32Array, number>()

function largestOf(weights: Float32Array): number {
  let largest = known.get(weights)
  if (largest !== undefined) return largest
  largest = 0
  for (let i = 0; i < weights.length; i += 1) {
    const size = Math.abs(weights[i] ?? 0)
    if (size > largest) largest = size
  }
  known.set(weights, largest)
  return largest
}
