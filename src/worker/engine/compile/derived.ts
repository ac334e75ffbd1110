// What depends on variables alone is computed once, not in every call: it stays as long as they do.
import type { NativeBinding } from '../backend.ts'
import { createGraphBuilder, renewInputs } from './builder.ts'
import type { GraphBuilder } from './graph.ts'
import type { Node, Value } from './graph.ts'
import { inOrder } from './graph.ts'
import { keptValue, signal } from './variables.ts'
import type { KeptValue } from './variables.ts'

/** The values that the functions of one program derive from its variables. */
export interface DerivedValues {
  /** Puts reads of kept values in the place of what depends on variables alone. Equal values of all functions are one. */
  replaceIn(roots: readonly Value[], builder: GraphBuilder): { roots: Value[]; uses: boolean }
  /** To be asked for to compute all of them afresh. */
  update(): Node
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
      const inShared = new Map<Node, readonly Value[]>()
      const renewed = new Map<Node, readonly Value[]>()
      const computes = new Set<Node>() // from variables alone, and more than a view
      let uses = false
      const shareOne = (value: Value): Value => inShared.get(value.node)?.[value.index] ?? value
      const share = (value: Value): Value => {
        for (const node of inOrder([value.node])) {
          const { op, inputs, attributes, outputs } = node
          if (op === 'VarHandleOp' || op === 'ReadVariableOp' || inShared.has(node)) continue
          inShared.set(node, shared.pure({ op, inputs: inputs.map(shareOne), attributes, outputs }))
        }
        return shareOne(value)
      }
      const renew = (value: Value): Value => {
        if (!computes.has(value.node)) return renewed.get(value.node)?.[value.index] ?? value
        uses = true
        return readOf(share(value))
      }
      for (const node of nodes) {
        if (dependence.get(node) === 'anything') {
          const outputs = renewInputs(node, renew, builder)
          if (outputs) renewed.set(node, outputs)
        } else if (dependence.get(node) === 'variables') {
          const isView = VIEWS.has(node.op) && !node.inputs.some((input) => computes.has(input.node))
          if (!isView) computes.add(node)
        }
      }
      return { roots: roots.map(renew), uses }
    },
    update() {
      const updates = [...kept.values()].flatMap((own) => Array.from(own.values(), ({ update }) => update))
      return signal('derived', updates, binding)
    },
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

function ownDependence({ op, after }: Node, inputs: readonly Dependence[]): Dependence {
  if (op === 'Const') return 'nothing'
  if (op === 'ReadVariableOp') return 'variables'
  if (inputs.length === 0 || after.length > 0 || inputs.includes('anything')) return 'anything'
  return inputs.includes('variables') ? 'variables' : 'nothing'
}
