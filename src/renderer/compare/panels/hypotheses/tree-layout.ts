import type { HypothesisTree, TreeNode } from '../../../../shared/contract/asking.ts'
import { labelText } from '../../../../shared/attention/tokens.ts'

/** A prefix in its place. */
export interface PlacedNode {
  /** In the tree. */
  readonly index: number
  readonly node: TreeNode
  /** Tokens up to here; 0 for the root. */
  readonly depth: number
  /** From above; the hypotheses that end are in the order of their rank as far as the tree allows. */
  readonly row: number
  readonly children: readonly number[]
  /** Whether it leads to a hypothesis that was given. */
  readonly given: boolean
}

export interface TreeLayout {
  readonly nodes: readonly PlacedNode[]
  readonly rows: number
  readonly depth: number
  /** So many prefixes have no place. */
  readonly left: number
}

/** More would neither be read nor drawn quickly. */
const MOST = 1500

/** A prefix stands in the row of its best child, the other children below, so that the best hypothesis is a straight line. */
export function layOutTree(tree: HypothesisTree): TreeLayout {
  const shown = tree.slice(0, MOST)
  const children = shown.map((): number[] => [])
  const best = shown.map(({ final }) => rankOf(final?.rank))
  for (let index = shown.length - 1; index > 0; index--) {
    const { parent } = shown[index] ?? {}
    if (parent === null || parent === undefined) continue
    children[parent]?.unshift(index)
    best[parent] = Math.min(best[parent] ?? Infinity, best[index] ?? Infinity)
  }
  const score = (index: number) => shown[index]?.score ?? -Infinity
  const order = (a: number, b: number) => (best[a] ?? 0) - (best[b] ?? 0) || 0 || score(b) - score(a)
  const nodes: PlacedNode[] = []
  let rows = 0
  let deepest = 0
  const waiting = [{ index: 0, depth: 0, first: true }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { index, depth, first } = next
    const node = shown[index]
    if (!node) continue
    if (!first) rows += 1
    deepest = Math.max(deepest, depth)
    const own = (children[index] ?? []).toSorted(order)
    nodes.push({ index, node, depth, row: rows, children: own, given: (best[index] ?? Infinity) < Infinity })
    // The last one put is taken first.
    for (const [place, child] of [...own.entries()].reverse())
      waiting.push({ index: child, depth: depth + 1, first: place === 0 })
  }
  return { nodes, rows: rows + 1, depth: deepest, left: tree.length - shown.length }
}

/** What stands on a prefix. */
export const nodeText = ({ parent, token }: TreeNode): string => (parent === null ? '⊢' : labelText(token))

/** How probable its last token is. */
export function shareText({ logProbability }: TreeNode): string {
  const percent = 100 * Math.exp(logProbability)
  return percent < 1 ? '< 1 %' : `${percent.toFixed(0)} %`
}

/** Pixels of a letter of the token, of one of a script with wide ones, and of its probability, a little generously. */
const LETTER = { token: 7.8, wide: 13, share: 6.6 }
/** What a box has besides: its edges and the gap within, and the line to the next one. */
const AROUND = 20 + 16

/** Pixels of each column: room for the widest box in it, which the next one must not lie over. */
export function columnWidths({ nodes, depth }: Pick<TreeLayout, 'nodes' | 'depth'>): number[] {
  const all = Array.from({ length: depth + 1 }, () => 44)
  for (const { depth: column, node } of nodes) {
    const letters = Array.from(nodeText(node), (sign) => (sign > '\u{10ff}' ? LETTER.wide : LETTER.token))
    const token = letters.reduce((sum, one) => sum + one, 0)
    const share = node.parent === null ? 0 : shareText(node).length * LETTER.share
    all[column] = Math.max(all[column] ?? 0, Math.ceil(token + share + AROUND))
  }
  return all
}

const rankOf = (rank: number | null | undefined) => rank ?? Infinity

/** Tokens from the first one to this prefix. */
export function pathTo(tree: HypothesisTree, index: number): string[] {
  const tokens: string[] = []
  for (let at: number | null = index; at !== null; at = tree[at]?.parent ?? null) {
    const node = tree[at]
    if (node && node.parent !== null) tokens.unshift(node.token)
  }
  return tokens
}

/** Where an arrow key leads from a prefix: to what it goes on from, to its best child, to the row above or below. */
export function stepTo({ nodes }: TreeLayout, from: number, key: string): number | null {
  const here = nodes.find(({ index }) => index === from)
  if (!here) return nodes[0]?.index ?? null
  if (key === 'ArrowLeft') return here.node.parent
  if (key === 'ArrowRight') return here.children[0] ?? null
  if (key === 'Home') return nodes[0]?.index ?? null
  const by = { ArrowUp: -1, ArrowDown: 1 }[key]
  if (by === undefined) return null
  const others = nodes.filter(({ row }) => (row - here.row) * by > 0)
  const near = others.toSorted(
    (a, b) =>
      Math.abs(a.row - here.row) - Math.abs(b.row - here.row) ||
      Math.abs(a.depth - here.depth) - Math.abs(b.depth - here.depth),
  )
  return near[0]?.index ?? null
}
