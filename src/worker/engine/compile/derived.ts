// What depends on variables alone is computed once, not in every call: it stays as long as they do.
import type { NativeBinding } from '../backend.ts'
import { createGraphBuilder } from './builder.ts'
import type { GraphBuilder } from './builder.ts'
import type { Node, Value } from './graph.ts'
import { inOrder } from './graph.ts'
import { keptValue } from './variables.ts'
import type { KeptValue } from './variables.ts'

/** The values that the functions of one program derive from its variables. */
export interface DerivedValues {
  /** Puts reads of kept values in the place of what depends on variables alone. Equal values of all functions are one. */
  replaceIn(roots: readonly Value[], builder: GraphBuilder): { roots: Value[]; uses: boolean }
  /** What computes all of them afresh. */
  updates(): Node[]
}

/** Operations that only look at a value in another way. */
const VIEWS = new Set(['ReadVariableOp', 'Reshape', 'ExpandDims', 'Squeeze'])

export function createDerivedValues(binding: NativeBinding): DerivedValues {
  const shared = createGraphBuilder()
  const kept = new Map<Node, Map<number, KeptValue>>() // by the node of `shared` that computes them, and by output
  let count = 0

  function readOf({ node, index }: Value): Value {
    const own = kept.get(node) ?? new Map<number, KeptValue>()
    kept.set(node, own)
    const found = own.get(index) ?? keptValue(`derived${count++}`, { node, index }, binding)
    own.set(index, found)
    return { node: found.read, index: 0 }
  }

  return {
    replaceIn(roots, builder) {
      const nodes = inOrder(roots.map(({ node }) => node))
      const dependence = dependencesOf(nodes)
      const needed = neededOf(nodes, dependence, roots)
      const inShared = new Map<Node, readonly Value[]>()
      const renewed = new Map<Node, readonly Value[]>()
      const computes = new Set<Node>() // more than a view
      let uses = false
      const pick = (from: ReadonlyMap<Node, readonly Value[]>, value: Value) =>
        from.get(value.node)?.[value.index] ?? value
      const renew = (value: Value) => {
        if (!computes.has(value.node)) return pick(renewed, value)
        uses = true
        return readOf(pick(inShared, value))
      }
      for (const node of nodes) {
        const { op, inputs, attributes, outputs } = node
        if (dependence.get(node) === 'anything') {
          if (inputs.some((input) => renew(input) !== input)) {
            renewed.set(node, builder.pure({ op, inputs: inputs.map(renew), attributes, outputs }))
          }
        } else if (op !== 'ReadVariableOp' && needed.has(node)) {
          inShared.set(
            node,
            shared.pure({ op, inputs: inputs.map((input) => pick(inShared, input)), attributes, outputs }),
          )
          const isView = VIEWS.has(op) && !inputs.some((input) => computes.has(input.node))
          if (dependence.get(node) === 'variables' && !isView) computes.add(node)
        }
      }
      return { roots: roots.map(renew), uses }
    },
    updates: () => [...kept.values()].flatMap((own) => Array.from(own.values(), ({ update }) => update)),
  }
}

type Dependence = 'nothing' | 'variables' | 'anything'

function dependencesOf(nodes: readonly Node[]): ReadonlyMap<Node, Dependence> {
  const result = new Map<Node, Dependence>()
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => result.get(input.node) ?? 'anything')
    result.set(node, ownDependence(node, inputs))
  }
  return result
}

/** What depends on variables alone and is read by something else, or wanted itself, and all that this is made of. */
function neededOf(
  nodes: readonly Node[],
  dependence: ReadonlyMap<Node, Dependence>,
  roots: readonly Value[],
): ReadonlySet<Node> {
  const needed = new Set(roots.map(({ node }) => node).filter((node) => dependence.get(node) === 'variables'))
  for (const node of [...nodes].reverse()) {
    const reads = dependence.get(node) === 'anything'
    if (!reads && !needed.has(node)) continue
    for (const input of node.inputs) if (!reads || dependence.get(input.node) === 'variables') needed.add(input.node)
  }
  return needed
}

function ownDependence({ op, after }: Node, inputs: readonly Dependence[]): Dependence {
  if (op === 'Const') return 'nothing'
  if (op === 'ReadVariableOp') return 'variables'
  if (inputs.length === 0 || after.length > 0 || inputs.includes('anything')) return 'anything'
  return inputs.includes('variables') ? 'variables' : 'nothing'
}
