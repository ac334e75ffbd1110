import type * as tf from '@tensorflow/tfjs-core'

/** One direction of one recurrent layer. */
export interface Cell {
  readonly inputs: number
  readonly hidden: number
  /** Tensors [batch, hidden] that make up the state; the first is the output. */
  readonly stateParts: number
  /** What is the same at every step of a pass is computed here, once. `inputSizes` sum to `inputs`. */
  bind(inputSizes: readonly number[]): BoundCell
}

export type Projection = (part: tf.Tensor, addend?: tf.Tensor) => tf.Tensor

export interface BoundCell {
  /**
   * The parts of the input through their rows of the input weights: [..., size] → [..., gates * hidden] each. They
   * are to be added up; the first carries the biases. A whole sequence is one matrix product. `addend` has the
   * result's shape.
   */
  readonly project: readonly Projection[]
  /** One step: projected input [batch, gates * hidden], state → next state. */
  step(projected: tf.Tensor, state: readonly tf.Tensor[]): tf.Tensor[]
  /** All steps of {@link SequenceRun} in one operation, where there is one; null where they go one by one. */
  readonly run: ((sequence: SequenceRun) => Recurrence) | null
}

/** What a cell gives for a sequence. */
export interface Recurrence {
  readonly outputs: tf.Tensor // [time, batch, hidden], exactly 0 at padding
  /** The state at each sentence's own end, [batch, hidden] each. */
  readonly final: tf.Tensor[]
}

/** A cell's way over a sequence. */
export interface SequenceRun {
  readonly projected: tf.Tensor // [time, batch, gates * hidden]
  readonly initial: readonly tf.Tensor[] // [batch, hidden] each
  /** 0 where the state stays as it is, [time, batch, 1]; null where it never does. */
  readonly tokens: tf.Tensor | null
  /** From the last step to the first. */
  readonly backwards: boolean
  /** False where nothing but the final state is used. */
  readonly outputsCount: boolean
}

export type CellKind = 'gru' | 'lstm'

/** How many tensors the state of a cell has. */
export const STATE_PARTS: Readonly<Record<CellKind, number>> = { gru: 1, lstm: 2 }
