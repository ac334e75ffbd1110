// A TensorFlow graph in memory: what a trace becomes, what the passes rewrite, what is written to a SavedModel.

/** A value of TensorFlow's `DataType` enumeration. */
export type DataTypeNumber = number

export interface ValueInfo {
  readonly shape: readonly number[]
  readonly dtype: DataTypeNumber
}

export type GraphAttribute =
  | { readonly kind: 'type' | 'int' | 'float'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'shape'; readonly value: readonly number[] }
  | { readonly kind: 'ints' | 'floats'; readonly value: readonly number[] }
  /** Row-major bytes of a constant. */
  | { readonly kind: 'tensor'; readonly value: ValueInfo & { readonly bytes: Uint8Array } }

/** One operation. Nodes are replaced by passes, never changed in place. */
export interface Node {
  readonly op: string
  readonly inputs: readonly Value[]
  readonly attributes: Readonly<Record<string, GraphAttribute>>
  readonly outputs: readonly ValueInfo[]
  /** Nodes that must have run before this one, though it reads nothing of theirs. */
  readonly after: readonly Node[]
  /** Set for nodes that are fed, fetched or named by a variable. */
  readonly name?: string
}

/** Output `index` of a node. */
export interface Value {
  readonly node: Node
  readonly index: number
}

/** What a node is made from. */
export interface NodeParts {
  op: string
  inputs: readonly Value[]
  attributes: Readonly<Record<string, GraphAttribute>>
  outputs: readonly ValueInfo[]
}

/** Makes the nodes of one graph. */
export interface GraphBuilder {
  /** The outputs of an operation without side effects; an equal one made before is used again. */
  pure(parts: NodeParts): Value[]
  /** A constant of the shape and type; `bytes` are its row-major content. */
  constant(info: ValueInfo, bytes: Uint8Array): Value
}

export function infoOf(value: Value): ValueInfo {
  const info = value.node.outputs[value.index]
  if (!info) throw new Error(`${value.node.op} has no output ${value.index}.`)
  return info
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis])
}

/** Every node that the given ones need, each after all it needs itself. */
export function inOrder(roots: readonly Node[]): Node[] {
  const order: Node[] = []
  const seen = new Set<Node>()
  // An explicit stack: graphs of long sequences are deeper than the JavaScript call stack.
  const stack: { node: Node; next: number; needs: Node[] }[] = []
  const visit = (node: Node) => {
    if (seen.has(node)) return
    seen.add(node)
    stack.push({ node, next: 0, needs: [...node.inputs.map((input) => input.node), ...node.after] })
  }
  for (const root of roots) {
    visit(root)
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const need = top.needs[top.next++]
      if (need) visit(need)
      else {
        order.push(top.node)
        stack.pop()
      }
    }
  }
  return order
}
