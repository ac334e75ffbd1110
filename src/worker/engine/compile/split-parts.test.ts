import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGraphBuilder } from './builder.ts'
import type { GraphBuilder } from './graph.ts'
import type { Node, Value } from './graph.ts'
import { infoOf, inOrder } from './graph.ts'

const FLOAT = 1
const INT32 = 3
const WIDTH = 2

function joinAndSplit(builder: GraphBuilder, parts: readonly number[], pieces: readonly number[]) {
  const int32s = (shape: number[], values: readonly number[]) =>
    builder.constant({ shape, dtype: INT32 }, new Uint8Array(Int32Array.from(values).buffer))
  const info = (length: number) => ({ shape: [length, WIDTH], dtype: FLOAT })
  const sources = parts.map((length, index): Value => {
    const node: Node = {
      op: 'Placeholder',
      inputs: [],
      attributes: {},
      outputs: [info(length)],
      after: [],
      name: `${index}`,
    }
    return { node, index: 0 }
  })
  const total = parts.reduce((sum, length) => sum + length, 0)
  const axis = int32s([], [0])
  const [joined] = builder.pure({
    op: 'ConcatV2',
    inputs: [...sources, axis],
    attributes: { N: { kind: 'int', value: parts.length } },
    outputs: [info(total)],
  })
  return builder.pure({
    op: 'SplitV',
    inputs: [joined!, int32s([pieces.length], pieces), axis],
    attributes: { num_split: { kind: 'int', value: pieces.length } },
    outputs: pieces.map(info),
  })
}

/** The rows of a value, each as the source and the row of it that it comes from. */
function rowsOf({ node, index }: Value): string[] {
  if (node.op === 'Placeholder')
    return Array.from({ length: node.outputs[0]!.shape[0]! }, (_, row) => `${node.name}.${row}`)
  if (node.op === 'ConcatV2') return node.inputs.slice(0, -1).flatMap(rowsOf)
  const all = rowsOf(node.inputs[0]!)
  const lengths = node.outputs.map(({ shape }) => shape[0]!)
  const start = lengths.slice(0, index).reduce((sum, length) => sum + length, 0)
  const sizes = node.inputs[1]!.node.attributes.value
  if (sizes?.kind !== 'tensor') throw new Error('The sizes are no constant.')
  expect([...new Int32Array(sizes.value.bytes.slice().buffer)]).toEqual(lengths)
  return all.slice(start, start + lengths[index]!)
}

const opsOf = (values: readonly Value[]) => inOrder(values.map(({ node }) => node)).map(({ op }) => op)

describe('splitting what was joined', () => {
  it('gives the right rows, whatever the lengths', () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(lengths, lengths, (parts, given) => {
        // Pieces of the same total as the parts.
        const total = parts.reduce((sum, length) => sum + length, 0)
        const pieces: number[] = []
        for (let left = total, at = 0; left > 0; at++) {
          const length = Math.min(left, given[at % given.length]!)
          pieces.push(length)
          left -= length
        }
        const values = joinAndSplit(createGraphBuilder(), parts, pieces)
        const expected = parts.flatMap((length, source) => Array.from({ length }, (_, row) => `${source}.${row}`))
        expect(values.flatMap(rowsOf)).toEqual(expected)
        expect(values.map((value) => infoOf(value).shape[0])).toEqual(pieces)
      }),
    )
  })

  it('joins only the parts of a piece, and cuts only the part of a piece', () => {
    expect(opsOf(joinAndSplit(createGraphBuilder(), [2, 3, 4], [2, 3, 4]))).not.toContain('ConcatV2')
    const joined = joinAndSplit(createGraphBuilder(), [1, 1, 1, 1], [2, 2])
    expect(opsOf(joined)).not.toContain('SplitV')
    expect(opsOf(joined.slice(0, 1)).filter((op) => op === 'Placeholder')).toHaveLength(2)
    const cut = joinAndSplit(createGraphBuilder(), [2, 2], [1, 1, 1, 1])
    expect(opsOf(cut)).not.toContain('ConcatV2')
    expect(opsOf(cut).filter((op) => op === 'SplitV')).toHaveLength(2)
  })

  it('stays as it is where a piece goes across a border', () => {
    expect(opsOf(joinAndSplit(createGraphBuilder(), [2, 2], [1, 2, 1]))).toEqual(
      expect.arrayContaining(['ConcatV2', 'SplitV']),
    )
  })
})
