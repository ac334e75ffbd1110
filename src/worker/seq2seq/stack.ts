import * as tf from '@tensorflow/tfjs-core'
import type { BoundCell } from '../nn/cell.ts'
import type { CellSettings } from '../nn/create-cell.ts'
import { STATE_PARTS } from '../nn/cell.ts'
import { createCell } from '../nn/create-cell.ts'
import type { Parameters } from '../nn/parameters.ts'
import { runUnmasked } from '../nn/recurrence.ts'
import { joinDirections } from './encoder.ts'
import type { LayerStates } from './encoder.ts'

export interface StackShape extends CellSettings {
  readonly layers: number
  readonly bidirectional: boolean
}

/**
 * The decoder's recurrent layers. With two directions, a second stack steps beside the first on the same token and
 * layer l reads both directions of layer l - 1: what a bidirectional nn.GRU does when it is fed one token at a time
 * and handed its last h_n as the next h_0.
 */
export interface Stack {
  /** Numbers in an output: directions * hidden. */
  readonly size: number
  /** Numbers that a layer above the first reads: an output and what is joined to it. */
  readonly upperInput: number
  /** Once a pass. */
  bind(): BoundStack
  /** Tensors in a list of states. */
  readonly stateCount: number
  /** States as one list in PyTorch's order: by layer, then direction, then part (h before c). */
  flatten(states: LayerStates): tf.Tensor[]
  unflatten(list: readonly tf.Tensor[]): LayerStates
}

export interface BoundStack {
  /**
   * A part of the first layer's input, [..., size] → [..., gates * hidden] for each direction. The parts' results
   * are to be added up.
   */
  project(part: number, x: tf.Tensor, addends?: readonly tf.Tensor[]): tf.Tensor[]
  /** One step. `between` [batch, upperInput] multiplies the input of every layer but the first; null leaves it. */
  step(
    projected: readonly tf.Tensor[],
    states: LayerStates,
    between: readonly (tf.Tensor | null)[],
    lift: Lift,
  ): StackStep
  /** All steps, a layer at a time: [time, batch, …] everywhere. → outputs [time, batch, size] */
  run(
    projected: readonly tf.Tensor[],
    states: LayerStates,
    between: readonly (tf.Tensor | null)[],
    lift: Lift,
  ): tf.Tensor
}

/** What the next layer reads, [..., upperInput], from the output of layer `layer`, [..., size]. */
export type Lift = (output: tf.Tensor, layer: number) => tf.Tensor

export interface StackStep {
  readonly output: tf.Tensor // [batch, size]
  readonly states: LayerStates
}

export interface StackInputs {
  /** The parts that the first layer's input is joined from. */
  readonly first: readonly number[]
  /** Numbers joined to the output of a layer before the next one reads it. */
  readonly joined: number
}

export function createStack(
  parameters: Parameters,
  name: string,
  shape: StackShape,
  { first, joined }: StackInputs,
): Stack {
  const { cell, layers: depth, hidden, bidirectional } = shape
  const directions = bidirectional ? ['forward', 'backward'] : ['forward']
  const size = directions.length * hidden
  const parts = STATE_PARTS[cell]
  const upperInput = size + joined
  const firstInput = first.reduce((sum, each) => sum + each, 0)
  const layers = Array.from({ length: depth }, (_, layer) =>
    directions.map((direction) =>
      createCell(shape, parameters, `${name}.layers.${layer}.${direction}`, layer === 0 ? firstInput : upperInput),
    ),
  )

  return {
    size,
    upperInput,
    bind: () =>
      bindStack(layers.map((cells, layer) => cells.map((own) => own.bind(layer === 0 ? first : [upperInput])))),
    stateCount: depth * directions.length * parts,
    flatten: (states) => states.flat(2),
    unflatten: (list) =>
      layers.map((cells, layer) =>
        cells.map((_, direction) => {
          const start = (layer * directions.length + direction) * parts
          return list.slice(start, start + parts)
        }),
      ),
  }
}

function bindStack(layers: readonly (readonly BoundCell[])[]): BoundStack {
  const project = (layer: number, part: number, x: tf.Tensor, addends?: readonly tf.Tensor[]): tf.Tensor[] =>
    (layers[layer] ?? []).map((cell, direction) => {
      const projection = cell.project[part]
      if (!projection) throw new Error(`The input of layer ${layer} has no part ${part}.`)
      return projection(x, addends?.[direction])
    })

  /** Goes up the layers: `runLayer` makes each cell's output from its projected input. */
  function climb(
    projected: readonly tf.Tensor[],
    between: readonly (tf.Tensor | null)[],
    lift: Lift,
    runLayer: (cell: BoundCell, input: tf.Tensor, layer: number, direction: number) => tf.Tensor,
  ): tf.Tensor {
    let inputs = projected
    let output: tf.Tensor | undefined
    layers.forEach((cells, layer) => {
      if (output) {
        const factor = between[layer - 1]
        const lifted = lift(output, layer - 1)
        inputs = project(layer, 0, factor ? tf.mul(lifted, factor) : lifted)
      }
      output = joinDirections(
        cells.map((cell, direction) => runLayer(cell, found(inputs[direction]), layer, direction)),
      )
    })
    return found(output)
  }

  return {
    project: (part, x, addends) => project(0, part, x, addends),
    step: (projected, states, between, lift) => {
      const next: tf.Tensor[][][] = layers.map(() => [])
      const output = climb(projected, between, lift, (cell, input, layer, direction) => {
        const state = cell.step(input, found(states[layer]?.[direction]))
        next[layer]?.push(state)
        return found(state[0])
      })
      return { output, states: next }
    },
    run: (projected, states, between, lift) =>
      climb(projected, between, lift, (cell, input, layer, direction) =>
        runUnmasked(cell, input, found(states[layer]?.[direction])),
      ),
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The states do not fit the decoder’s layers and directions.')
  return value
}
