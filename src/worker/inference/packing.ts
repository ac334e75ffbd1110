// What goes into compiled functions and comes out of them: records of tensors by name.
import type * as tf from '@tensorflow/tfjs-core'
import type { GreedyState } from '../decoding/greedy-steps.ts'
import type { Tensors } from '../engine/compile/trace.ts'
import type { Encoded } from '../seq2seq/types.ts'

const MEMORY = 'memory.'
const STATE = 'state.'

export function packEncoded({ mask, memory }: Encoded): Tensors {
  const named = Object.entries(memory).map(([name, tensor]) => [MEMORY + name, tensor] as const)
  return { mask, ...Object.fromEntries(named) }
}

export function unpackEncoded(tensors: Tensors): Encoded {
  const memory = Object.entries(tensors).flatMap(([name, tensor]) =>
    name.startsWith(MEMORY) ? [[name.slice(MEMORY.length), tensor] as const] : [],
  )
  return { mask: named(tensors, 'mask'), memory: Object.fromEntries(memory) }
}

export function packState({ state, tokens }: GreedyState): Tensors {
  return { tokens, ...Object.fromEntries(state.map((part, index) => [`${STATE}${index}`, part])) }
}

export function unpackState(tensors: Tensors): GreedyState {
  const parts = Object.keys(tensors).filter((name) => name.startsWith(STATE))
  return { tokens: named(tensors, 'tokens'), state: parts.map((_, index) => named(tensors, `${STATE}${index}`)) }
}

/** The tensor of a name; the caller knows its rank. */
export function named<Tensor extends tf.Tensor>(tensors: Tensors, name: string): Tensor {
  const tensor = tensors[name]
  if (!tensor) throw new Error(`A compiled function lacks ${name}.`)
  return tensor as Tensor
}

/** The same, null where there is none. */
export function optional<Tensor extends tf.Tensor>(tensors: Tensors, name: string): Tensor | null {
  return name in tensors ? named<Tensor>(tensors, name) : null
}
