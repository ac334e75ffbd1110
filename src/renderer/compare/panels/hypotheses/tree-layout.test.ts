import { expect, it } from 'vitest'
import type { HypothesisTree, TreeNode } from '../../../../shared/contract/asking.ts'
import { columnWidths, layOutTree, pathTo, stepTo } from './tree-layout.ts'

function node(parent: number | null, token: string, score: number, rank?: number): TreeNode {
  const final = rank === undefined ? null : { rank, penalizedScore: score, byLength: 0, byCoverage: 0 }
  return { parent, token, logProbability: score, score, fate: final ? 'ended' : 'continued', final, next: [] }
}

//   ── a ── <eos> (second)
//   └─ b ── c ── <eos> (best)
//      └─ d
const tree: HypothesisTree = [
  node(null, '', 0),
  node(0, 'a', -1),
  node(0, 'b', -2),
  node(1, '<eos>', -3, 1),
  node(2, 'd', -2.5),
  node(2, 'c', -2.6),
  node(5, '<eos>', -2.9, 0),
]

it('puts the best hypothesis into one row, and whatever branches off below it', () => {
  const { nodes, rows, depth, left } = layOutTree(tree)
  const rowOf = new Map(nodes.map(({ index, row }) => [index, row]))
  expect([0, 2, 5, 6].map((index) => rowOf.get(index))).toEqual([0, 0, 0, 0])
  expect([rowOf.get(4), rowOf.get(1), rowOf.get(3)]).toEqual([1, 2, 2])
  expect({ rows, depth, left }).toEqual({ rows: 3, depth: 3, left: 0 })
  expect(
    nodes
      .filter(({ given }) => given)
      .map(({ index }) => index)
      .sort(),
  ).toEqual([0, 1, 2, 3, 5, 6])
})

it('gives each column room for its widest box, whatever the box of an improbable token is as wide as', () => {
  const probable = layOutTree([node(null, '', 0), node(0, 'a', -0.1), node(0, '<unk>', -0.1), node(1, 'b', -0.1)])
  const improbable = layOutTree([node(null, '', 0), node(0, 'a', -9), node(0, '<unk>', -9), node(1, '漢字', -9)])
  const [, first = 0, second = 0] = columnWidths(probable)
  const [, widerFirst = 0, widerSecond = 0] = columnWidths(improbable)
  expect(first).toBeGreaterThan(second)
  expect(widerFirst).toBeGreaterThan(first)
  expect(widerSecond).toBeGreaterThan(second + 2 * 10)
})

it('tells the way to a prefix, and moves by keys', () => {
  expect(pathTo(tree, 5)).toEqual(['b', 'c'])
  expect(pathTo(tree, 0)).toEqual([])
  const layout = layOutTree(tree)
  expect(stepTo(layout, 2, 'ArrowRight')).toBe(5)
  expect(stepTo(layout, 5, 'ArrowLeft')).toBe(2)
  expect(stepTo(layout, 5, 'ArrowDown')).toBe(4)
  expect(stepTo(layout, 4, 'ArrowUp')).toBe(5)
  expect(stepTo(layout, 6, 'ArrowRight')).toBeNull()
  expect(stepTo(layout, 6, 'Home')).toBe(0)
})
