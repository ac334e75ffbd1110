// Writes a graph as a TensorFlow SavedModel: one file, no variables folder, nothing but protocol buffers.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import protobuf from 'protobufjs/light.js'
import { makeFolders } from '../../../shared/user-paths.ts'
import type { GraphAttribute, Node, Value } from './graph.ts'
import { inOrder } from './graph.ts'

/** Oldest graph producer whose semantics are wanted: TensorFlow 2.21's. */
const PRODUCER = 1882
export const TAG = 'serve'

const attributes: protobuf.IMapField = { keyType: 'string', type: 'Attribute', id: 5 }

// The messages of tensorflow/core/framework/*.proto and saved_model.proto, as far as they are used here.
const messages = protobuf.Root.fromJSON({
  nested: {
    Dim: { fields: { size: { type: 'int64', id: 1 } } },
    Shape: { fields: { dim: { rule: 'repeated', type: 'Dim', id: 2 } } },
    Tensor: {
      fields: {
        dtype: { type: 'int32', id: 1 },
        tensorShape: { type: 'Shape', id: 2 },
        tensorContent: { type: 'bytes', id: 4 },
      },
    },
    List: {
      fields: {
        i: { rule: 'repeated', type: 'int64', id: 3, options: { packed: true } },
        f: { rule: 'repeated', type: 'float', id: 4, options: { packed: true } },
      },
    },
    Attribute: {
      oneofs: { value: { oneof: ['list', 's', 'i', 'f', 'b', 'type', 'shape', 'tensor'] } },
      fields: {
        list: { type: 'List', id: 1 },
        s: { type: 'bytes', id: 2 },
        i: { type: 'int64', id: 3 },
        f: { type: 'float', id: 4 },
        b: { type: 'bool', id: 5 },
        type: { type: 'int32', id: 6 },
        shape: { type: 'Shape', id: 7 },
        tensor: { type: 'Tensor', id: 8 },
      },
    },
    Node: {
      fields: {
        name: { type: 'string', id: 1 },
        op: { type: 'string', id: 2 },
        input: { rule: 'repeated', type: 'string', id: 3 },
        attr: attributes,
      },
    },
    Versions: { fields: { producer: { type: 'int32', id: 1 } } },
    Graph: { fields: { node: { rule: 'repeated', type: 'Node', id: 1 }, versions: { type: 'Versions', id: 4 } } },
    MetaInfo: { fields: { tags: { rule: 'repeated', type: 'string', id: 4 } } },
    MetaGraph: { fields: { metaInfoDef: { type: 'MetaInfo', id: 1 }, graphDef: { type: 'Graph', id: 2 } } },
    SavedModel: {
      fields: {
        savedModelSchemaVersion: { type: 'int64', id: 1 },
        metaGraphs: { rule: 'repeated', type: 'MetaGraph', id: 2 },
      },
    },
  },
})

/** Writes all that `roots` need to `<folder>/saved_model.pb` and gives the number of nodes. */
export function writeSavedModel(folder: string, roots: readonly Node[]): number {
  const nodes = inOrder(roots)
  const names = new Map<Node, string>()
  for (const node of nodes) names.set(node, node.name ?? `n${names.size}`)
  const SavedModel = messages.lookupType('SavedModel')
  const content = SavedModel.encode({
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: [TAG] },
        graphDef: { node: nodes.map((node) => encodeNode(node, names)), versions: { producer: PRODUCER } },
      },
    ],
  }).finish()
  makeFolders(folder)
  writeFileSync(join(folder, 'saved_model.pb'), content)
  return nodes.length
}

function encodeNode(node: Node, names: ReadonlyMap<Node, string>) {
  const reference = (value: Value) => (value.index === 0 ? nameOf(value.node) : `${nameOf(value.node)}:${value.index}`)
  const nameOf = (needed: Node) => names.get(needed) ?? ''
  return {
    name: nameOf(node),
    op: node.op,
    input: [...node.inputs.map(reference), ...node.after.map((needed) => `^${nameOf(needed)}`)],
    attr: Object.fromEntries(Object.entries(node.attributes).map(([name, value]) => [name, encodeAttribute(value)])),
  }
}

function encodeAttribute(attribute: GraphAttribute) {
  switch (attribute.kind) {
    case 'type':
      return { type: attribute.value }
    case 'int':
      return { i: attribute.value }
    case 'float':
      return { f: attribute.value }
    case 'bool':
      return { b: attribute.value }
    case 'string':
      return { s: new TextEncoder().encode(attribute.value) }
    case 'shape':
      return { shape: encodeShape(attribute.value) }
    case 'ints':
      return { list: { i: attribute.value } }
    case 'floats':
      return { list: { f: attribute.value } }
    case 'tensor': {
      const { dtype, shape, bytes } = attribute.value
      return { tensor: { dtype, tensorShape: encodeShape(shape), tensorContent: bytes } }
    }
  }
}

function encodeShape(shape: readonly number[]) {
  return { dim: shape.map((size) => ({ size })) }
}
