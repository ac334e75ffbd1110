import type { AttentionMap } from '../shared/contract/attention.ts'

/** weights[layer][head][t][s] */
export function nested({ layers, heads, source, target, weights }: AttentionMap): number[][][][] {
  const row = (start: number): number[] => Array.from(weights.subarray(start, start + source.length))
  return range(layers).map((layer) =>
    range(heads).map((head) =>
      range(target.length).map((t) => row(((layer * heads + head) * target.length + t) * source.length)),
    ),
  )
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
