import * as tf from '@tensorflow/tfjs-core'
import type { BoundCell, Recurrence, SequenceRun } from './cell.ts'
import { unstack } from './pieces.ts'
import { withGradient } from './with-gradient.ts'

/** Where sentences end, made once for all layers. */
export interface SequenceMask {
  readonly steps: readonly tf.Tensor[] // time × [batch, 1], 1 on tokens
  readonly tokens: tf.Tensor // [time, batch, 1], 1 on tokens
  readonly last: tf.Tensor // [time, batch, 1], 1 on each sentence's last token
}

/** From a mask [batch, time] of 1 on tokens and 0 on the padding behind them. */
export function createSequenceMask(mask: tf.Tensor2D): SequenceMask {
  const [batch, time] = mask.shape
  const tokens = tf.reshape(tf.transpose(mask), [time, batch, 1])
  const next = tf.slice(
    tf.pad(tokens, [
      [0, 1],
      [0, 0],
      [0, 0],
    ]),
    [1, 0, 0],
    [time, batch, 1],
  ) // one step later
  return { steps: unstack(tokens), tokens, last: tf.sub(tokens, next) }
}

/**
 * Runs a cell over a padded sequence as nn.GRU and nn.LSTM run over a pack_padded_sequence: the final state is the one
 * at each sentence's own end, outputs at padding are 0.
 *
 * projected [time, batch, gates * hidden]; `initial` is not masked, so it must be zeros when running backwards.
 */
export function runMasked(
  cell: BoundCell,
  projected: tf.Tensor,
  initial: readonly tf.Tensor[],
  mask: SequenceMask,
  { backwards, outputsCount }: Pick<SequenceRun, 'backwards' | 'outputsCount'>,
): Recurrence {
  if (cell.run) return cell.run({ projected, initial, tokens: mask.tokens, backwards, outputsCount })
  return backwards ? runBackwards(cell, projected, initial, mask) : runForwards(cell, projected, initial, mask)
}

/** Padding comes last: let it compute what it likes, then look only at what came before it. */
function runForwards(
  cell: BoundCell,
  projected: tf.Tensor,
  initial: readonly tf.Tensor[],
  mask: SequenceMask,
): Recurrence {
  const states = run(unstack(projected), initial, cell.step)
  const [outputs, ...others] = stackParts(states)
  if (!outputs) throw new Error('There is no step to run.')
  return {
    outputs: tf.mul(outputs, mask.tokens),
    final: [outputs, ...others].map((part) => pickLast(part, mask.last)),
  }
}

/**
 * Each sentence's state at its own end: states [time, batch, hidden], last [time, batch, 1] → [batch, hidden].
 * Its own gradient, because that of a sum in tfjs multiplies by ones of the whole sequence's shape.
 */
function pickLast(states: tf.Tensor, last: tf.Tensor): tf.Tensor {
  return withGradient([states], () => ({
    value: tf.sum(tf.mul(states, last), 0),
    saved: { last },
    gradient: (dy, kept) => [tf.mul(tf.expandDims(dy, 0), kept.last)],
  }))
}

/** Padding comes first: the state stays 0 until each sentence's last token. */
function runBackwards(
  cell: BoundCell,
  projected: tf.Tensor,
  initial: readonly tf.Tensor[],
  mask: SequenceMask,
): Recurrence {
  const time = mask.steps.length
  // Not reversed in place: the gradient of unstack is computed from the very list it gave.
  const states = run([...unstack(projected)].reverse(), initial, (input, state, index) => {
    const now = mask.steps[time - 1 - index]
    if (!now) throw new Error('The mask is shorter than the sequence.')
    return cell.step(input, state).map((part) => tf.mul(part, now))
  })
  const final = states.at(-1)
  if (!final) throw new Error('There is no step to run.')
  return { outputs: tf.stack(states.map(firstPart).reverse(), 0), final }
}

/** Runs a cell over a sequence without padding, or whose padding nobody looks at: outputs [time, batch, hidden]. */
export function runUnmasked(cell: BoundCell, projected: tf.Tensor, initial: readonly tf.Tensor[]): tf.Tensor {
  const atOnce = cell.run?.({ projected, initial, tokens: null, backwards: false, outputsCount: true })
  return atOnce ? atOnce.outputs : tf.stack(run(unstack(projected), initial, cell.step).map(firstPart), 0)
}

/** The state after every step. */
function run(
  inputs: readonly tf.Tensor[],
  initial: readonly tf.Tensor[],
  step: (input: tf.Tensor, state: readonly tf.Tensor[], index: number) => tf.Tensor[],
): tf.Tensor[][] {
  let state = initial
  return inputs.map((input, index) => {
    const next = step(input, state, index)
    state = next
    return next
  })
}

/** Every part of the state over time, [time, batch, hidden] each. */
function stackParts(states: readonly (readonly tf.Tensor[])[]): tf.Tensor[] {
  const parts = states[0]?.length ?? 0
  return Array.from({ length: parts }, (_, part) =>
    tf.stack(
      states.map((state) => partOf(state, part)),
      0,
    ),
  )
}

function firstPart(state: readonly tf.Tensor[]): tf.Tensor {
  return partOf(state, 0)
}

function partOf(state: readonly tf.Tensor[], index: number): tf.Tensor {
  const part = state[index]
  if (!part) throw new Error(`The state has no part ${index}.`)
  return part
}
