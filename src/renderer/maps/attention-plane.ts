import type { Alignment, AttentionMap } from '../../shared/contract/attention.ts'
import type { GoldLink } from './cell.ts'

/** `mean` averages over all layers or heads. */
export type AxisChoice = number | 'mean'

/** One matrix of weights, row-major [target, source]. */
export interface Plane {
  readonly source: readonly string[]
  readonly target: readonly string[]
  readonly weights: Float32Array
}

/** Takes one layer and head out of a map, or the mean over them; null for a model without attention. */
export function planeOf(map: AttentionMap, layer: AxisChoice, head: AxisChoice): Plane | null {
  if (map.layers === 0 || map.heads === 0) return null
  const size = map.target.length * map.source.length
  const layers = picks(layer, map.layers)
  const heads = picks(head, map.heads)
  if (layers.length === 1 && heads.length === 1) {
    const start = ((layers[0] ?? 0) * map.heads + (heads[0] ?? 0)) * size
    return { source: map.source, target: map.target, weights: map.weights.subarray(start, start + size) }
  }
  const weights = new Float32Array(size)
  const share = 1 / (layers.length * heads.length)
  for (const l of layers) {
    for (const h of heads) {
      const start = (l * map.heads + h) * size
      for (let i = 0; i < size; i += 1) weights[i] = (weights[i] ?? 0) + (map.weights[start + i] ?? 0) * share
    }
  }
  return { source: map.source, target: map.target, weights }
}

function picks(choice: AxisChoice, count: number): number[] {
  if (choice === 'mean') return Array.from({ length: count }, (_, i) => i)
  return [Math.min(choice, count - 1)]
}

/** The weight of target row `t` on source column `s`; NaN outside the map. */
export function weightAt(plane: Plane, t: number, s: number): number {
  if (t < 0 || s < 0 || t >= plane.target.length || s >= plane.source.length) return NaN
  return plane.weights[t * plane.source.length + s] ?? NaN
}

/** Paints one pixel a weight with a table of 256 colours from 0 to `ceiling`; weights outside take the nearest end. */
export function paintPlane(plane: Plane, table: Uint8ClampedArray, ceiling = 1): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(plane.weights.length * 4)
  for (let i = 0; i < plane.weights.length; i += 1) {
    const level = Math.round(Math.min(Math.max((plane.weights[i] ?? 0) / ceiling, 0), 1) * 255)
    pixels.set(table.subarray(level * 4, level * 4 + 4), i * 4)
  }
  return pixels
}

/** Comma-separated values: the source tokens in the first line, then one line a target token. */
export function planeToCsv(plane: Plane): string {
  const lines = [['', ...plane.source].map(quote).join(',')]
  plane.target.forEach((token, t) => {
    const row = plane.weights.subarray(t * plane.source.length, (t + 1) * plane.source.length)
    lines.push([quote(token), ...Array.from(row, (weight) => String(Number(weight.toPrecision(6))))].join(','))
  })
  return `${lines.join('\n')}\n`
}

function quote(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Cells to outline: the gold links that lie inside the map. Sure ones are drawn solid, the others dotted. */
export function goldCells(alignment: Alignment | null, plane: Plane): GoldLink[] {
  if (!alignment) return []
  const sure = new Set(alignment.sure.map(([s, t]) => `${s} ${t}`))
  return alignment.possible
    .filter(([s, t]) => s < plane.source.length && t < plane.target.length)
    .map(([s, t]) => ({ s, t, sure: sure.has(`${s} ${t}`) }))
}
