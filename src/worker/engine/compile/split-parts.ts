// Cutting what was joined, without joining it first.
import type { GraphBuilder, NodeParts } from './graph.ts'
import type { Node, Value, ValueInfo } from './graph.ts'
import { infoOf } from './graph.ts'

/** Which parts a piece is made of, or where in which part it lies. */
type Piece =
  { readonly kind: 'whole'; readonly parts: readonly number[] } | { readonly kind: 'within'; readonly part: number }

/**
 * A split of joined parts along the axis they were joined on: pieces that are whole parts are these, joined by
 * themselves, and the others are cut from the one part they lie in. So what needs one piece need not wait for the
 * parts of another. Null where a piece goes across the border of a part that it does not hold whole.
 */
export function splitByParts(
  { op, inputs, attributes, outputs }: NodeParts,
  { pure, constant }: GraphBuilder,
): Value[] | null {
  const [joined, splitSizes, splitAxis] = inputs
  if (op !== 'SplitV' || joined?.node.op !== 'ConcatV2' || !splitSizes || !splitAxis) return null
  const parts = joined.node.inputs.slice(0, -1)
  const along = joined.node.inputs.at(-1)
  const rank = infoOf(joined).shape.length
  const axis = axisOf(splitAxis.node, rank)
  const { dtype } = infoOf(splitSizes)
  if (axis === null || !along || axisOf(along.node, rank) !== axis) return null
  if (dtype !== infoOf(splitAxis).dtype) return null // sizes of 64 bits, which tfjs does not write
  const lengthOf = ({ shape }: ValueInfo) => shape[axis] ?? 0
  const pieces = place(
    parts.map((part) => lengthOf(infoOf(part))),
    outputs.map(lengthOf),
  )
  if (!pieces) return null

  const cut = new Map<number, Value[]>()
  for (const piece of pieces) {
    if (piece.kind !== 'within' || cut.has(piece.part)) continue
    const part = parts[piece.part]
    const own = outputs.filter((_, index) => {
      const candidate = pieces[index]
      return candidate?.kind === 'within' && candidate.part === piece.part
    })
    if (!part) continue
    const lengths = Int32Array.from(own, lengthOf)
    const sizes = constant({ shape: [own.length], dtype }, new Uint8Array(lengths.buffer))
    const numSplit = { kind: 'int', value: own.length } as const
    const made = { op, inputs: [part, sizes, splitAxis], attributes: { ...attributes, num_split: numSplit } }
    cut.set(piece.part, pure({ ...made, outputs: own }))
  }
  const result = pieces.flatMap((piece, index): Value[] => {
    if (piece.kind === 'within') return cut.get(piece.part)?.splice(0, 1) ?? []
    const whole = piece.parts.flatMap((part) => parts[part] ?? [])
    if (whole.length === 1) return whole
    const count = { kind: 'int', value: whole.length } as const
    return pure({
      op: 'ConcatV2',
      inputs: [...whole, along],
      attributes: { ...joined.node.attributes, N: count },
      outputs: outputs.slice(index, index + 1),
    })
  })
  return result.length === outputs.length ? result : null
}

function place(parts: readonly number[], pieces: readonly number[]): Piece[] | null {
  const result: Piece[] = []
  let part = 0
  let used = 0 // of this part
  for (const length of pieces) {
    if (length === 0) return null
    if (used === 0 && (parts[part] ?? 0) <= length) {
      const whole: number[] = []
      let left = length
      while (left > 0 && (parts[part] ?? Infinity) <= left) {
        left -= parts[part] ?? 0
        whole.push(part++)
      }
      if (left > 0) return null
      result.push({ kind: 'whole', parts: whole })
      continue
    }
    used += length
    if (used > (parts[part] ?? 0)) return null
    result.push({ kind: 'within', part })
    if (used < (parts[part] ?? 0)) continue
    part++
    used = 0
  }
  return result
}

/** The number that a constant axis holds, counted from the first; null where it is none. */
function axisOf({ op, attributes: { value } }: Node, rank: number): number | null {
  if (op !== 'Const' || value?.kind !== 'tensor' || value.value.bytes.length !== 4) return null
  const { buffer, byteOffset } = value.value.bytes
  const axis = new DataView(buffer, byteOffset).getInt32(0, true)
  return axis < 0 ? axis + rank : axis
}
