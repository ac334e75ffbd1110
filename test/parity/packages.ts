// A model here and its exported package in PyTorch, on the same ragged batch.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { SPECIAL_TOKENS } from '../../src/data/vocabulary.ts'
import { composeModel } from '../../src/host/export/pytorch/model.ts'
import { createPackage } from '../../src/host/export/pytorch/package.ts'
import { shapeOf } from '../../src/host/export/pytorch/shape.ts'
import { fromPytorch } from '../../src/host/export/pytorch/tensors.ts'
import type { Configuration } from '../../src/shared/config/configuration.ts'
import { type StoredTensor, decodeSafetensors, floatTensor, floatValues } from '../../src/shared/safetensors.ts'
import { decodeGreedily } from '../../src/worker/decoding/greedy.ts'
import { inScope } from '../../src/worker/engine/compile/scope.ts'
import { drawUniform } from '../../src/worker/nn/draw.ts'
import { createModel } from '../../src/worker/seq2seq/model.ts'
import type { BatchTensors, Seq2SeqModel } from '../../src/worker/seq2seq/types.ts'
import { sequenceLoss } from '../../src/worker/training/loss.ts'
import { VOCABULARY, plainOptions, raggedBatch } from '../support/models.ts'
import { swapTimeAndBatch } from '../../src/worker/seq2seq/pass.ts'
import { finish } from '../../src/worker/decoding/turns.ts'

/** A coin for each step of the longest target: 1 feeds the reference, 0 the model's own token. */
const COINS = [1, 0, 1, 0, 0]

/** A gradient below this is rounding: that of multi-head attention's key bias, say, is 0 on paper. */
const NOTHING = 1e-7

/** Largest absolute differences. */
export interface Differences {
  readonly logits: number
  /** Of the logits with {@link COINS}. */
  readonly mixed: number
  /** null without attention */
  readonly attention: number | null
  readonly gradient: number
  /** Of a gradient, in shares of that gradient's largest number: the others say nothing where that is small. */
  readonly share: number
  /** The parameter with the largest share. */
  readonly worst: string
  /** Whether greedy decoding gave the same tokens. */
  readonly decodedAlike: boolean
}

/**
 * A model with `scale` times its first weights; where those are zeros, as multi-head attention's biases are, with other
 * numbers. Small models need a scale, or next to nothing of the loss would flow through their attention.
 */
export function freshModel(configuration: Configuration, scale = 1): Seq2SeqModel {
  const model = createModel(configuration.model, VOCABULARY, configuration.seed)
  for (const [name, variable] of model.parameters) {
    const first = Float32Array.from(variable.dataSync())
    const zeros = first.every((value) => value === 0)
    const values = zeros ? drawUniform({ seed: 5, name }, first.length, 0.5) : first.map((value) => scale * value)
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
  }
  return model
}

export function parametersOf(model: Seq2SeqModel): Map<string, StoredTensor> {
  return new Map(
    [...model.parameters].map(([name, variable]) => [
      name,
      floatTensor(Float32Array.from(variable.dataSync()), variable.shape),
    ]),
  )
}

/** The package of a model, and the batch for {@link readDifferences}, in `folder`. */
export function writePackage(folder: string, configuration: Configuration, model: Seq2SeqModel): void {
  const vocabulary = { source: tokens(VOCABULARY.source), target: tokens(VOCABULARY.target) }
  const trained = { configuration, vocabulary, parameters: parametersOf(model), step: 0, watched: [] }
  mkdirSync(folder, { recursive: true })
  for (const { name, content } of createPackage(trained, { name: 'parity', run: 'none', version: '0' })) {
    writeFileSync(join(folder, name), content)
  }
  const batch = tf.tidy(() => {
    const { source, sourceMask, targetInput, targetOutput } = raggedBatch()
    return {
      source: source.arraySync(),
      lengths: tf.sum(sourceMask, 1).arraySync(),
      targetInput: targetInput.arraySync(),
      targetOutput: targetOutput.arraySync(),
      coins: COINS,
    }
  })
  writeFileSync(join(folder, 'batch.json'), JSON.stringify(batch))
}

/** What packages.py wrote into `folder` against what the model computes itself. */
export function readDifferences(folder: string, configuration: Configuration, model: Seq2SeqModel): Differences {
  const outputs = decodeSafetensors(readFileSync(join(folder, 'outputs.safetensors')), 'outputs.safetensors').tensors
  const decoded = z.array(z.array(z.int())).parse(JSON.parse(readFileSync(join(folder, 'decoded.json'), 'utf8')))
  return inScope(() => {
    const batch = raggedBatch()
    const { logits, attention } = model.forward(batch, plainOptions())
    const coins = tf.tensor2d(COINS, [COINS.length, 1])
    const mixed = model.forward(batch, { ...plainOptions(), coins })
    const expected = gradientsOf(model, batch)
    const state = new Map([...outputs].flatMap(([name, tensor]) => gradientEntry(name, tensor)))
    const { plans } = composeModel(shapeOf(configuration.model, VOCABULARY))
    const gradients = [...fromPytorch(plans, state)].map(([name, tensor]) => {
      const ours = expected.get(name) ?? []
      const difference = farthest(floatValues(tensor), ours)
      const size = farthest(ours, new Float32Array(ours.length))
      return { name, difference, share: size < NOTHING ? 0 : difference / size }
    })
    const [worst = { name: 'none', share: NaN }] = gradients.sort((a, b) => b.share - a.share)
    const own = finish(decodeGreedily(model, batch.source, batch.sourceMask, { lengthFactor: 1, attention: false }))
    return {
      logits: compare(outputs.get('logits'), swapTimeAndBatch(logits)),
      mixed: compare(outputs.get('mixed'), swapTimeAndBatch(mixed.logits)),
      attention: attention && compare(outputs.get('attention'), attention),
      gradient:
        gradients.length === model.parameters.size ? Math.max(...gradients.map(({ difference }) => difference)) : NaN,
      share: worst.share,
      worst: worst.name,
      decodedAlike: JSON.stringify(own.map((sentence) => [...sentence.tokens])) === JSON.stringify(decoded),
    }
  })
}

function gradientEntry(name: string, tensor: StoredTensor): [string, StoredTensor][] {
  return name.startsWith('gradient/') ? [[name.slice('gradient/'.length), tensor]] : []
}

function gradientsOf(model: Seq2SeqModel, batch: BatchTensors): Map<string, ArrayLike<number>> {
  const { grads } = tf.variableGrads(() => {
    const { logits } = model.forward(batch, plainOptions())
    return sequenceLoss(logits, batch.targetOutput, batch.targetMask, 0).loss
  })
  return new Map([...model.parameters].map(([name, { name: own }]) => [name, grads[own]?.dataSync() ?? []]))
}

function compare(theirs: StoredTensor | undefined, ours: tf.Tensor): number {
  return theirs ? farthest(floatValues(theirs), ours.dataSync()) : NaN
}

/** Largest absolute difference; NaN where the lengths differ or a number is none. */
function farthest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return NaN
  let most = 0
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs((a[index] ?? NaN) - (b[index] ?? NaN))
    if (!(difference <= most)) most = difference
  }
  return most
}

function tokens(size: number) {
  const words = Array.from({ length: size - SPECIAL_TOKENS.length }, (_, index) => `w${index}`)
  return { tokens: [...SPECIAL_TOKENS, ...words], counts: Array<number>(size).fill(0) }
}
