// Makes nodes, each only once, and leaves out those that change nothing.
import type { GraphAttribute, GraphBuilder, Node, NodeParts, Value, ValueInfo } from './graph.ts'
import { infoOf, sameShape } from './graph.ts'
import { splitByParts } from './split-parts.ts'

export function createGraphBuilder(): GraphBuilder {
  const known = new Map<string, Node>()
  const numbers = new Map<Node, number>()

  const share = (parts: NodeParts): Node => {
    const key = keyOf(parts, numbers)
    const existing = known.get(key)
    if (existing) return existing
    const node: Node = { ...parts, after: [] }
    known.set(key, node)
    numbers.set(node, numbers.size)
    return node
  }

  function pure(given: NodeParts): Value[] {
    const parts = arrange(given)
    const known = simplify(parts) ?? splitByParts(parts, { pure, constant })
    if (known) return known
    const node = share(parts)
    return node.outputs.map((_, index) => ({ node, index }))
  }

  function constant(info: ValueInfo, bytes: Uint8Array): Value {
    const value: GraphAttribute = { kind: 'tensor', value: { ...info, bytes } }
    const attributes = { dtype: { kind: 'type', value: info.dtype }, value } as const
    return { node: share({ op: 'Const', inputs: [], attributes, outputs: [info] }), index: 0 }
  }

  return { pure, constant }
}

/** The node's outputs where some of its inputs are others now; null where none is. */
export function renewInputs(
  { op, inputs, attributes, outputs }: Node,
  renew: (value: Value) => Value,
  builder: GraphBuilder,
): Value[] | null {
  const renewed = inputs.map(renew)
  if (renewed.every((input, position) => input === inputs[position])) return null
  return builder.pure({ op, inputs: renewed, attributes, outputs })
}

function keyOf({ op, inputs, attributes }: NodeParts, numbers: Map<Node, number>): string {
  const number = (node: Node) => {
    const existing = numbers.get(node)
    if (existing !== undefined) return existing
    numbers.set(node, numbers.size)
    return numbers.size - 1
  }
  const values = Object.entries(attributes).map(([name, { kind, value }]) =>
    kind === 'tensor'
      ? `${name}=${value.dtype}:${value.shape.join()}:${Buffer.from(value.bytes).toString('latin1')}`
      : `${name}=${kind}:${String(value)}`,
  )
  return `${op}(${inputs.map((input) => `${number(input.node)}:${input.index}`).join()})${values.sort().join(';')}`
}

/** The values that an operation gives back unchanged, null where it does something. */
function simplify({ op, inputs, outputs }: NodeParts): Value[] | null {
  const [first] = inputs
  const [output] = outputs
  if (!first || !output) return null
  const info = infoOf(first)
  switch (op) {
    case 'Identity':
      return [first]
    case 'Cast':
      return info.dtype === output.dtype ? [first] : null
    case 'Reshape':
    case 'BroadcastTo':
    case 'Slice':
    case 'StridedSlice':
    case 'ExpandDims':
    case 'Squeeze':
      // A slice of the same shape as its source holds all of it (no strided slice of tfjs turns an axis round in place).
      return op !== 'StridedSlice' && sameShape(info.shape, output.shape) ? [first] : null
    case 'Unpack':
      return first.node.op === 'Pack' &&
        first.node.inputs.length === outputs.length &&
        sameAxis(first.node, outputs, info)
        ? [...first.node.inputs]
        : null
    default:
      return null
  }
}

/** An unpacking gives back what was packed if each part has the shape it had. Equal shapes on another axis are told apart by the attribute. */
function sameAxis(pack: Node, outputs: readonly ValueInfo[], packed: ValueInfo): boolean {
  const axis = pack.attributes.axis
  if (axis?.kind !== 'int') return false
  const shape = packed.shape.filter((_, index) => index !== axis.value)
  return outputs.every((output) => sameShape(output.shape, shape))
}

/** The same operation in the form that TensorFlow runs best. */
function arrange(parts: NodeParts): NodeParts {
  const { op, inputs, attributes, outputs } = parts
  const [a, b] = inputs
  if (op === 'Reshape' && a?.node.op === 'Reshape' && b) {
    const source = a.node.inputs[0]
    if (source) return { op, inputs: [source, b], attributes, outputs }
  }
  if (op === 'BatchMatMulV2' && a && b && infoOf(a).shape.length === 2) {
    const { T, adj_x: transposeA, adj_y: transposeB } = attributes
    if (T && transposeA && transposeB) {
      return { op: 'MatMul', inputs, attributes: { T, transpose_a: transposeA, transpose_b: transposeB }, outputs }
    }
  }
  return parts
}
