/** How a weight becomes a place on the scale of colours. */
export const WEIGHT_CURVES = ['linear', 'root', 'log'] as const
export type WeightCurve = (typeof WEIGHT_CURVES)[number]

export const WEIGHT_CURVE_TITLES: Record<WeightCurve, string> = {
  linear: 'Linear',
  root: 'Square root',
  log: 'Logarithmic',
}

/** The logarithmic scale reaches from the ceiling down so many powers of ten. */
export const DECADES = 4

export interface Colouring {
  /** 256 colours, four bytes each; of a difference the middle one stands for 0. */
  readonly table: Uint8ClampedArray
  readonly curve: WeightCurve
  /** The weight that takes the last colour; of a difference also, negated, the first. */
  readonly ceiling: number
  readonly signed: boolean
}

/** The share of the scale, 0 to 1, of a weight that is this part of the ceiling. */
export function curveShare(curve: WeightCurve, part: number): number {
  if (!(part > 0)) return 0
  if (part >= 1) return 1
  if (curve === 'linear') return part
  return curve === 'root' ? Math.sqrt(part) : Math.max(1 + Math.log10(part) / DECADES, 0)
}

/** The inverse of {@link curveShare}, for the numbers beside the scale. */
export function partAt(curve: WeightCurve, share: number): number {
  if (curve === 'linear') return share
  return curve === 'root' ? share ** 2 : 10 ** ((share - 1) * DECADES)
}

/** The colour of each weight, as an index into the table. */
export function levelsOf(weights: Float32Array, { curve, ceiling, signed }: Colouring): Uint8Array {
  const levels = new Uint8Array(weights.length)
  for (let i = 0; i < weights.length; i += 1) {
    const weight = weights[i] ?? 0
    if (signed) {
      const share = curveShare(curve, Math.abs(weight) / ceiling)
      levels[i] = 127.5 + (weight < 0 ? -127.5 : 127.5) * share + 0.5
    } else levels[i] = 255 * curveShare(curve, weight / ceiling) + 0.5
  }
  return levels
}

/**
 * Fewer rows and columns, each cell the strongest of those it stands for: a map of more cells than pixels loses no peak.
 * Of a difference the strongest is the farthest from the middle.
 */
export function pooled(
  levels: Uint8Array,
  from: { rows: number; columns: number },
  to: { rows: number; columns: number },
  signed: boolean,
): Uint8Array {
  const made = new Uint8Array(to.rows * to.columns).fill(signed ? 128 : 0)
  for (let t = 0; t < from.rows; t += 1) {
    const row = Math.floor((t * to.rows) / from.rows) * to.columns
    for (let s = 0; s < from.columns; s += 1) {
      const at = row + Math.floor((s * to.columns) / from.columns)
      const level = levels[t * from.columns + s] ?? 0
      const there = made[at] ?? 0
      if (signed ? Math.abs(level - 128) > Math.abs(there - 128) : level > there) made[at] = level
    }
  }
  return made
}

/** One pixel a level. */
export function pixelsOf(levels: Uint8Array, table: Uint8ClampedArray): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(levels.length * 4)
  const [colours, words] = [new Uint32Array(new Uint8ClampedArray(table).buffer), new Uint32Array(pixels.buffer)]
  for (let i = 0; i < levels.length; i += 1) words[i] = colours[levels[i] ?? 0] ?? 0
  return pixels
}

/** Of the rows' largest weights, so many lie at or below the ceiling: one outlier does not make all others pale. */
const COVERED = 0.9

/** Rounded up to 1, 2 or 5 times a power of ten, so that it stays put while a slider moves. Null where there is no weight. */
export function automaticCeiling(planes: Iterable<{ columns: number; weights: Float32Array }>): number | null {
  const peaks: number[] = []
  for (const { columns, weights } of planes) {
    for (let start = 0; start < weights.length; start += columns) {
      let most = 0
      for (let i = start; i < start + columns; i += 1) most = Math.max(most, Math.abs(weights[i] ?? 0))
      peaks.push(most)
    }
  }
  peaks.sort((a, b) => a - b)
  const peak = peaks[Math.min(Math.floor(peaks.length * COVERED), peaks.length - 1)]
  return peak === undefined || !(peak > 0) ? null : Math.min(roundedUp(peak), 1)
}

function roundedUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  // A value that is stored in half precision may lie a hair above the round number that it stands for.
  const factor = [1, 2, 5].find((one) => value <= one * power * 1.002) ?? 10
  return Number((factor * power).toPrecision(1))
}
