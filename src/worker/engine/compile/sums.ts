// Long sums, as gradients of shared weights are, in fewer and bigger operations.
import type { GraphBuilder } from './builder.ts'
import type { GraphAttribute, Node, Value } from './graph.ts'
import { infoOf, inOrder, sameShape } from './graph.ts'

/**
 * Rewrites sums of three or more terms that nothing else reads:
 *
 * - Σ AᵢᵀBᵢ becomes one product of the Aᵢ and Bᵢ stacked on each other, so that a weight that was used at every time
 *   step has its gradient from one large product;
 * - Σ (column sums of Xᵢ) becomes the column sums of the Xᵢ stacked;
 * - what is left becomes one AddN.
 *
 * Terms are added in another order than before, so results may differ in the last digits. Gives the rewritten roots.
 */
export function fuseSums(roots: readonly Value[], builder: GraphBuilder, int32: number): Value[] {
  const nodes = inOrder(roots.map((root) => root.node))
  const uses = countUses(nodes, roots)
  const inner = new Set<Node>() // additions that are part of a larger sum
  for (const node of nodes) {
    if (!isSum(node)) continue
    for (const input of node.inputs) if (isInner(input, node, uses)) inner.add(input.node)
  }
  const rewritten = new Map<Node, readonly Value[]>()
  const renew = (value: Value): Value => rewritten.get(value.node)?.[value.index] ?? value
  for (const node of nodes) {
    if (inner.has(node)) continue
    if (isSum(node)) {
      const terms = termsOf(node, inner)
      if (terms.length >= 3) {
        rewritten.set(node, [sumOf(terms, renew, uses, builder, int32)])
        continue
      }
    }
    if (node.inputs.every((input) => renew(input) === input)) continue
    rewritten.set(node, builder.pure({ op: node.op, inputs: node.inputs.map(renew), attributes: node.attributes, outputs: node.outputs }))
  }
  return roots.map(renew)
}

function countUses(nodes: readonly Node[], roots: readonly Value[]): Map<Node, number> {
  const uses = new Map<Node, number>()
  const use = (node: Node) => uses.set(node, (uses.get(node) ?? 0) + 1)
  for (const node of nodes) for (const input of node.inputs) use(input.node)
  for (const root of roots) use(root.node)
  return uses
}

function isSum(node: Node): boolean {
  const [output] = node.outputs
  return (
    (node.op === 'Add' || node.op === 'AddV2' || node.op === 'AddN') &&
    output !== undefined &&
    node.inputs.every((input) => sameShape(infoOf(input).shape, output.shape))
  )
}

function isInner(input: Value, sum: Node, uses: ReadonlyMap<Node, number>): boolean {
  return isSum(input.node) && uses.get(input.node) === 1 && input.node !== sum
}

function termsOf(sum: Node, inner: ReadonlySet<Node>): Value[] {
  return sum.inputs.flatMap((input) => (inner.has(input.node) ? termsOf(input.node, inner) : [input]))
}

function sumOf(terms: readonly Value[], renew: (value: Value) => Value, uses: ReadonlyMap<Node, number>, builder: GraphBuilder, int32: number): Value {
  const groups = new Map<string, Value[]>()
  for (const term of terms) {
    const key = (uses.get(term.node) === 1 && stackKey(term)) || `alone ${groups.size}`
    groups.set(key, [...(groups.get(key) ?? []), term])
  }
  const rest = [...groups.values()].map((group) => (group.length > 1 ? stacked(group, renew, builder, int32) : renew(group[0]!)))
  return rest.length === 1 ? rest[0]! : addAll(rest, builder)
}

/** Terms with the same key can be computed from their stacked operands; empty for other terms. */
function stackKey({ node }: Value): string {
  const [a, b] = node.inputs
  if (!a || !b) return ''
  const { transpose_a: transposeA, transpose_b: transposeB, keep_dims: keepDims } = node.attributes
  if (node.op === 'MatMul' && transposeA?.value === true && transposeB?.value === false) return 'product'
  if (node.op === 'Sum' && keepDims?.value === false && isFirstAxis(b) ) return `sum of rank ${infoOf(a).shape.length}`
  return ''
}

function isFirstAxis({ node }: Value): boolean {
  const value = node.attributes.value
  return value?.kind === 'tensor' && value.value.bytes.length === 4 && value.value.bytes.every((byte) => byte === 0)
}

function stacked(group: readonly Value[], renew: (value: Value) => Value, builder: GraphBuilder, int32: number): Value {
  const [first] = group
  if (!first) throw new Error('An empty sum.')
  const operand = (position: number) => {
    const parts = group.map((term) => renew(term.node.inputs[position]!))
    return concatenate(parts, builder, int32)
  }
  const inputs = first.node.op === 'MatMul' ? [operand(0), operand(1)] : [operand(0), first.node.inputs[1]!]
  return builder.pure({ op: first.node.op, inputs, attributes: first.node.attributes, outputs: first.node.outputs })[0]!
}

function concatenate(parts: readonly Value[], builder: GraphBuilder, int32: number): Value {
  const { shape, dtype } = infoOf(parts[0]!)
  const rows = parts.reduce((sum, part) => sum + (infoOf(part).shape[0] ?? 0), 0)
  const axis = builder.constant({ shape: [], dtype: int32 }, new Uint8Array(4))
  const attributes: Record<string, GraphAttribute> = { T: { kind: 'type', value: dtype }, Tidx: { kind: 'type', value: int32 }, N: { kind: 'int', value: parts.length } }
  return builder.pure({ op: 'ConcatV2', inputs: [...parts, axis], attributes, outputs: [{ shape: [rows, ...shape.slice(1)], dtype }] })[0]!
}

function addAll(terms: readonly Value[], builder: GraphBuilder): Value {
  const info = infoOf(terms[0]!)
  const attributes: Record<string, GraphAttribute> = { T: { kind: 'type', value: info.dtype }, N: { kind: 'int', value: terms.length } }
  return builder.pure({ op: 'AddN', inputs: terms, attributes, outputs: [info] })[0]!
}
