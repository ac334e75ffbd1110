import { describe, expect, it } from 'vitest'
import { createGraphBuilder } from './builder.ts'
import type { Node, Value } from './graph.ts'
import { infoOf, inOrder } from './graph.ts'
import { fuseSums } from './sums.ts'

const FLOAT = 1
const INT32 = 3

/** Σ AᵢᵀBᵢ over `terms` pairs of `rows` rows, rewritten: the lengths of what the products are made of. */
function productsOf(terms: number, rows: number): number[] {
  const builder = createGraphBuilder()
  const input = (name: string, columns: number): Value => {
    const outputs = [{ shape: [rows, columns], dtype: FLOAT }]
    const node: Node = { op: 'Placeholder', inputs: [], attributes: {}, outputs, after: [], name }
    return { node, index: 0 }
  }
  const outputs = [{ shape: [3, 2], dtype: FLOAT }]
  const attributes = {
    transpose_a: { kind: 'bool', value: true },
    transpose_b: { kind: 'bool', value: false },
  } as const
  const products = Array.from({ length: terms }, (_, index) => {
    const inputs = [input(`a${index}`, 3), input(`b${index}`, 2)]
    return builder.pure({ op: 'MatMul', inputs, attributes, outputs })[0]!
  })
  const sum = products.reduce(
    (left, right) => builder.pure({ op: 'AddV2', inputs: [left, right], attributes: {}, outputs })[0]!,
  )
  const roots = fuseSums([sum], builder, INT32)
  return inOrder(roots.map(({ node }) => node)).flatMap(({ op, inputs }) =>
    op === 'MatMul' ? (infoOf(inputs[0]!).shape[0] ?? []) : [],
  )
}

describe('a sum of products', () => {
  it('is one product where it is short', () => {
    expect(productsOf(10, 8)).toEqual([80])
  })

  it('is some long ones where it is long, so that the first begin before the last terms are there', () => {
    expect(productsOf(12, 64)).toEqual([256, 256, 256])
    expect(productsOf(100, 64)).toEqual([1600, 1600, 1600, 1600])
  })

  it('keeps long terms apart', () => {
    expect(productsOf(3, 300)).toEqual([300, 300, 300])
  })
})
