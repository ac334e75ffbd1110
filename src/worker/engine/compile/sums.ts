// Long sums, as gradients of shared weights are, in fewer and bigger operations.
import type { GraphBuilder } from './graph.ts'
import { renewInputs } from './builder.ts'
import type { GraphAttribute, Node, Value } from './graph.ts'
import { infoOf, inOrder, sameShape } from './graph.ts'

/**
 * Of an operation that is additive in its stacked operands, f(a₁, k) + f(a₂, k) = f(a₁ stacked on a₂, k): the operands
 * to stack with the axis to stack them along. Terms of a sum are taken together if all other operands are the same.
 */
export type Stacking = Readonly<Record<string, (node: Node) => ReadonlyMap<number, number> | null>>

/**
 * Rewrites sums of three or more terms whose parts nothing else reads:
 *
 * - Σ AᵢᵀBᵢ becomes one product of the Aᵢ and Bᵢ stacked on each other, so that a weight that was used at every time
 *   step has its gradient from one large product; likewise column sums, and what `stacking` adds;
 * - Σ reshape(Xᵢ) becomes reshape(Σ Xᵢ), so that the rule above reaches what is inside;
 * - what is left, terms that are large already among them, becomes one AddN.
 *
 * Terms are added in another order than before, so results may differ in the last digits. Gives the rewritten roots.
 */
export function fuseSums(
  roots: readonly Value[],
  builder: GraphBuilder,
  int32: number,
  stacking: Stacking = {},
): Value[] {
  const nodes = inOrder(roots.map((root) => root.node))
  const rules = { ...STACKING, ...stacking }
  const uses = countUses(nodes, roots)
  const only = ({ node, index }: Value) => uses.get(node)?.[index] === 1
  const inner = new Set<Node>() // additions that are part of a larger sum
  for (const node of nodes) {
    if (!isSum(node)) continue
    for (const input of node.inputs) if (isSum(input.node) && only(input)) inner.add(input.node)
  }
  const rewritten = new Map<Node, readonly Value[]>()
  const renew = (value: Value): Value => rewritten.get(value.node)?.[value.index] ?? value
  const rewriter: Rewriter = { builder, rules, only, renew, int32 }
  for (const node of nodes) {
    if (inner.has(node)) continue
    if (isSum(node)) {
      const terms = termsOf(node, inner)
      if (terms.length >= 3) {
        rewritten.set(node, [sumOf(terms, rewriter)])
        continue
      }
    }
    const renewed = renewInputs(node, renew, builder)
    if (renewed) rewritten.set(node, renewed)
  }
  return roots.map(renew)
}

interface Rewriter {
  readonly builder: GraphBuilder
  readonly rules: Stacking
  /** True when the value is read in one place only. */
  only(value: Value): boolean
  /** The value after rewriting what it is computed from. */
  renew(value: Value): Value
  readonly int32: number
}

const STACKING: Stacking = {
  MatMul: ({ attributes: { transpose_a: a, transpose_b: b } }) =>
    a?.value === true && b?.value === false
      ? new Map([
          [0, 0],
          [1, 0],
        ])
      : null,
  BatchMatMulV2: (node) => {
    const { adj_x: a, adj_y: b } = node.attributes
    const rank = node.outputs[0]?.shape.length ?? 0
    const batch = node.inputs.map((input) => infoOf(input).shape.slice(0, -2))
    const [left = [], right = []] = batch
    return a?.value === true && b?.value === false && sameShape(left, right)
      ? new Map([
          [0, rank - 2],
          [1, rank - 2],
        ])
      : null
  },
  Sum: (node) => {
    const axis = node.inputs[1]
    return node.attributes.keep_dims?.value === false && axis && isZero(axis) ? new Map([[0, 0]]) : null
  },
}

/** Length along the axis of stacking from which on a term stays alone. */
const LONG = 256
/** In how many blocks a sum is computed. More would overlap better, and take longer to compile and to add. */
const MOST_BLOCKS = 4

/** Operations of one operand that commute with addition; all other operands say only how to arrange it. */
const ARRANGING = new Set(['Reshape', 'Transpose', 'ExpandDims', 'Squeeze'])

/** How often each output is read. */
function countUses(nodes: readonly Node[], roots: readonly Value[]): Map<Node, number[]> {
  const uses = new Map<Node, number[]>(nodes.map((node) => [node, node.outputs.map(() => 0)]))
  const use = ({ node, index }: Value) => {
    const counts = uses.get(node)
    if (counts) counts[index] = (counts[index] ?? 0) + 1
  }
  for (const node of nodes) node.inputs.forEach(use)
  roots.forEach(use)
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

function termsOf(sum: Node, inner: ReadonlySet<Node>): Value[] {
  return sum.inputs.flatMap((input) => (inner.has(input.node) ? termsOf(input.node, inner) : [input]))
}

function sumOf(terms: readonly Value[], rewriter: Rewriter): Value {
  const [first] = terms
  if (!first) throw new Error('An empty sum.')
  if (terms.length === 1) return rewriter.renew(first)
  const groups = new Map<string, Value[]>()
  const identities = new Map<Node, number>()
  terms.forEach((term, position) => {
    const key = groupOf(term, rewriter, identities) ?? `alone ${position}`
    groups.set(key, [...(groups.get(key) ?? []), term])
  })
  return addAll(
    [...groups.values()].map((group) => sumOfGroup(group, rewriter)),
    rewriter.builder,
  )
}

/** Terms with the same text can be computed together; null for a term that stands alone. */
function groupOf(term: Value, { rules, only }: Rewriter, identities: Map<Node, number>): string | null {
  const { node, index } = term
  if (!only(term)) return null
  const identity = (value: Value) => {
    if (!identities.has(value.node)) identities.set(value.node, identities.size)
    return `${identities.get(value.node)}:${value.index}`
  }
  if (ARRANGING.has(node.op)) {
    const [operand, ...others] = node.inputs
    return operand ? `${node.op} ${infoOf(operand).shape.join()} ${others.map(identity).join()}` : null
  }
  const stacked = rules[node.op]?.(node)
  if (!stacked || isLong(node, stacked)) return null
  const operands = node.inputs.map((input, position) => {
    const axis = stacked.get(position)
    return axis === undefined
      ? identity(input)
      : infoOf(input)
          .shape.map((size, at) => (at === axis ? '·' : size))
          .join('×')
  })
  return `${node.op} ${index} ${operands.join()}`
}

/** Whether a term is a large operation already: stacking would copy much, and several large ones can run side by side. */
function isLong(node: Node, stacked: ReadonlyMap<number, number>): boolean {
  return lengthOf(node, stacked) >= LONG
}

/** The largest length of an operand along its axis of stacking. */
function lengthOf({ inputs }: Node, stacked: ReadonlyMap<number, number>): number {
  const lengths = [...stacked].map(([position, axis]) => {
    const input = inputs[position]
    return input ? (infoOf(input).shape[axis] ?? 0) : 0
  })
  return Math.max(0, ...lengths)
}

function sumOfGroup(group: readonly Value[], rewriter: Rewriter): Value {
  const [first] = group
  if (!first) throw new Error('An empty group.')
  if (group.length === 1) return rewriter.renew(first)
  const { op, inputs, attributes, outputs } = first.node
  const { builder, rules, renew } = rewriter
  if (ARRANGING.has(op)) {
    const sum = sumOf(
      group.map((term) => operandOf(term, 0)),
      rewriter,
    )
    return one(builder.pure({ op, inputs: [sum, ...inputs.slice(1).map(renew)], attributes, outputs }), first)
  }
  const stacked = rules[op]?.(first.node) ?? new Map<number, number>()
  const parts = inBlocks(group, lengthOf(first.node, stacked)).map((terms) => {
    const operands = inputs.map((input, position) => {
      const axis = stacked.get(position)
      const own = () => terms.map((term) => renew(operandOf(term, position)))
      return axis === undefined ? renew(input) : concatenate(own(), axis, rewriter)
    })
    return one(builder.pure({ op, inputs: operands, attributes, outputs }), first)
  })
  return addAll(parts, builder)
}

/**
 * The terms, each `length` long, in as few blocks as are long enough by themselves, since a block is computed when the
 * last of its terms is there: those of a sequence's end while its beginning is still being worked on.
 */
function inBlocks(terms: readonly Value[], length: number): Value[][] {
  const count = Math.max(1, Math.min(MOST_BLOCKS, Math.floor((terms.length * length) / LONG)))
  return Array.from({ length: count }, (_, block) => {
    const [from, to] = [block, block + 1].map((at) => Math.floor((at * terms.length) / count))
    return terms.slice(from, to)
  })
}

function one(outputs: readonly Value[], { node, index }: Value): Value {
  const output = outputs[index]
  if (!output) throw new Error(`${node.op} has no output ${index}.`)
  return output
}

function operandOf({ node }: Value, position: number): Value {
  const operand = node.inputs[position]
  if (!operand) throw new Error(`${node.op} has no input ${position}.`)
  return operand
}

function isZero({ node }: Value): boolean {
  const value = node.attributes.value
  return value?.kind === 'tensor' && value.value.bytes.length === 4 && value.value.bytes.every((byte) => byte === 0)
}

function concatenate(parts: readonly Value[], axis: number, { builder, int32 }: Rewriter): Value {
  const [first] = parts
  if (!first) throw new Error('Nothing to stack.')
  if (parts.length === 1) return first
  const { shape, dtype } = infoOf(first)
  const size = parts.reduce((sum, part) => sum + (infoOf(part).shape[axis] ?? 0), 0)
  const along = builder.constant({ shape: [], dtype: int32 }, new Uint8Array(Int32Array.of(axis).buffer))
  const attributes: Record<string, GraphAttribute> = {
    T: { kind: 'type', value: dtype },
    Tidx: { kind: 'type', value: int32 },
    N: { kind: 'int', value: parts.length },
  }
  const outputs = [{ shape: shape.map((length, at) => (at === axis ? size : length)), dtype }]
  const [joined] = builder.pure({ op: 'ConcatV2', inputs: [...parts, along], attributes, outputs })
  return joined ?? first
}

function addAll(terms: readonly Value[], builder: GraphBuilder): Value {
  const [first] = terms
  if (!first) throw new Error('An empty sum.')
  if (terms.length === 1) return first
  const info = infoOf(first)
  const attributes: Record<string, GraphAttribute> = {
    T: { kind: 'type', value: info.dtype },
    N: { kind: 'int', value: terms.length },
  }
  return builder.pure({ op: 'AddN', inputs: terms, attributes, outputs: [info] })[0] ?? first
}
