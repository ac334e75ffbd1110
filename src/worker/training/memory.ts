import os from 'node:os'
import process from 'node:process'
import * as tf from '@tensorflow/tfjs-core'
import type { Configuration } from '../../shared/config/configuration.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { createOptimizer } from './optimizers/create.ts'

const BYTES = 4 // float32

export interface TrainedModel {
  /** Numbers that are learnt. */
  readonly parameters: number
  /** Target tokens that there are. */
  readonly vocabulary: number
  /** Target tokens of the longest training pair, `<eos>` included. */
  readonly targetLength: number
}

/**
 * Bytes that training needs at the least: for every weight itself, its gradient and the optimizer's slots, and once more
 * weights and slots while a checkpoint is written; for the largest batch its logits and their gradient. What lies between
 * comes on top, so a run that fits may still need more; one that does not fit cannot run.
 */
export function leastMemory(
  { training }: Configuration,
  { parameters, vocabulary, targetLength }: TrainedModel,
): number {
  const kept = 1 + slotsPerWeight(training.optimizer)
  const logits = training.batchSize * targetLength * vocabulary
  return BYTES * (parameters * (2 * kept + 1) + 2 * logits)
}

/** Bytes that this process may use: the machine's, or what a container leaves of them. */
export function machineMemory(): number {
  // Not in the Node of an older Electron; 0 or more than there is where nothing bounds it.
  const bound = (process.constrainedMemory as typeof process.constrainedMemory | undefined)?.() ?? 0
  return bound > 0 ? Math.min(bound, os.totalmem()) : os.totalmem()
}

/** @throws bad-configuration when training needs more memory than there is */
export function checkMemory(configuration: Configuration, model: TrainedModel, available: number): void {
  const needed = leastMemory(configuration, model)
  if (needed <= available) return
  const count = model.parameters.toLocaleString('en')
  throw new SaccadeError(
    'bad-configuration',
    `The model has ${count} parameters; training it needs at least ${inGigabytes(needed)} of memory, and there are ${inGigabytes(available)}`,
    {
      hint: 'Make the model smaller (hidden and embedding sizes, layers, vocabulary) or the batches (training.batchSize); docs/engine.md says how this is reckoned.',
      problems: [{ path: 'model', message: 'needs more memory than there is' }],
    },
  )
}

/** Tried out on one weight. */
function slotsPerWeight(optimizer: Configuration['training']['optimizer']): number {
  const weight = tf.tidy(() => tf.variable(tf.zeros([1])))
  const tried = createOptimizer(optimizer, new Map([['weight', weight]]))
  const slots = [...tried.slots.values()].reduce((sum, { size }) => sum + size, 0)
  tried.dispose()
  weight.dispose()
  return slots
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
