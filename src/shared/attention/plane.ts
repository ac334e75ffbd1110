import type { AttentionMap } from '../contract/attention.ts'

/** One layer or head by its place from 0, or all of them: their mean, or the largest of their weights at each place. */
export type AxisChoice = number | 'mean' | 'maximum'

/** One matrix of weights, row-major [target, source]. */
export interface Plane {
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly weights: Float32Array
}

/**
 * One matrix of a map: first over the heads of each layer, then over the layers. Rows of a maximum sum to more than 1.
 * A layer or head beyond the last is the last, so that a choice fits maps of any shape. Null for a model without attention.
 */
export function planeOf(map: AttentionMap, layer: AxisChoice, head: AxisChoice): Plane | null {
  if (map.layers === 0 || map.heads === 0) return null
  const { source, target } = map
  const layers = picks(layer, map.layers).map((l) =>
    combine(
      picks(head, map.heads).map((h) => headWeights(map, l, h)),
      head,
    ),
  )
  return { source, target, weights: combine(layers, layer) }
}

/** The weights of one layer and head, [target, source]: a view into the map. */
export function headWeights(map: AttentionMap, layer: number, head: number): Float32Array {
  const size = map.target.length * map.source.length
  const start = (layer * map.heads + head) * size
  return map.weights.subarray(start, start + size)
}

function picks(choice: AxisChoice, count: number): number[] {
  if (typeof choice === 'number') return [Math.min(choice, count - 1)]
  return Array.from({ length: count }, (_, i) => i)
}

function combine(parts: readonly Float32Array[], choice: AxisChoice): Float32Array {
  const [first, ...others] = parts
  if (!first) return new Float32Array(0)
  if (others.length === 0) return first
  const result = Float64Array.from(first)
  for (const part of others) {
    for (let i = 0; i < result.length; i += 1) {
      const [before, weight] = [result[i] ?? NaN, part[i] ?? NaN]
      result[i] = choice === 'maximum' ? Math.max(before, weight) : before + weight
    }
  }
  return Float32Array.from(result, (value) => (choice === 'maximum' ? value : value / parts.length))
}

/** The weight of target row `t` on source column `s`; NaN outside the map. */
export function weightAt(plane: Plane, t: number, s: number): number {
  if (t < 0 || s < 0 || t >= plane.target.length || s >= plane.source.length) return NaN
  return plane.weights[t * plane.source.length + s] ?? NaN
}

/** How many weights of its row are larger, plus 1: the place that a source token has for this target token. NaN outside the map. */
export function rankInRow(plane: Plane, t: number, s: number): number {
  const weight = weightAt(plane, t, s)
  if (Number.isNaN(weight)) return NaN
  return 1 + rowOf(plane, t).reduce((larger, other) => larger + (other > weight ? 1 : 0), 0)
}

/** The weights of a target row: a view into the plane. */
export function rowOf({ source, weights }: Plane, t: number): Float32Array {
  return weights.subarray(t * source.length, (t + 1) * source.length)
}

/** How much each target row attends: 1, or less where a window's weights are not renormalised. [target] */
export function rowSums({ source, target, weights }: Plane): Float64Array {
  const sums = new Float64Array(target.length)
  // Plain loops: a map of 512 × 512 is shown the sooner for it.
  for (let t = 0, at = 0; t < target.length; t += 1) {
    let sum = 0
    for (const end = at + source.length; at < end; at += 1) sum += weights[at] ?? 0
    sums[t] = sum
  }
  return sums
}

/** How much attention each source token got from all target rows: its coverage. [source] */
export function columnSums({ source, target, weights }: Plane): Float64Array {
  const sums = new Float64Array(source.length)
  for (let t = 0, at = 0; t < target.length; t += 1) {
    for (let s = 0; s < source.length; s += 1, at += 1) sums[s] = (sums[s] ?? 0) + (weights[at] ?? 0)
  }
  return sums
}
