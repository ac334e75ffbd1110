// Every target there is, scored by the forced pass: what a search over a tiny vocabulary is checked against.
import * as tf from '@tensorflow/tfjs-core'
import { plainOptions } from './models.ts'
import { BOS, EOS, PAD } from '../../src/data/vocabulary.ts'
import { LEAST_COVERAGE } from '../../src/worker/decoding/penalties.ts'
import { inScope } from '../../src/worker/engine/compile/scope.ts'
import type { Seq2SeqModel } from '../../src/worker/seq2seq/types.ts'
import { swapTimeAndBatch } from '../../src/worker/seq2seq/pass.ts'

export interface Candidate {
  readonly tokens: readonly number[]
  readonly ended: boolean
  readonly score: number
  readonly penalizedScore: number
  /** [layers * heads][target][source] */
  readonly attention: readonly (readonly (readonly number[])[])[]
}

interface Penalties {
  readonly lengthPenalty: number
  readonly coveragePenalty: number
}

/** All targets of at most `limit` tokens: those that end with `<eos>` first, then those cut off, each by falling score. */
export function everyTarget(
  model: Seq2SeqModel,
  source: tf.Tensor2D, // [1, source]
  sourceMask: tf.Tensor2D,
  limit: number,
  vocabulary: number,
  { lengthPenalty: alpha, coveragePenalty: beta }: Penalties,
): Candidate[] {
  const words = Array.from({ length: vocabulary }, (_, id) => id).filter((id) => ![PAD, BOS, EOS].includes(id))
  let prefixes: number[][] = [[]]
  const targets: number[][] = []
  for (let length = 1; length <= limit; length++) {
    targets.push(...prefixes.map((prefix) => [...prefix, EOS]))
    prefixes = prefixes.flatMap((prefix) => words.map((word) => [...prefix, word]))
  }
  targets.push(...prefixes)
  const pad = (ids: readonly number[]) => Array.from({ length: limit }, (_, time) => ids[time] ?? PAD)
  const [scores, weights] = inScope(() => {
    const batch = {
      source: tf.tile(source, [targets.length, 1]),
      sourceMask: tf.tile(sourceMask, [targets.length, 1]),
      targetInput: tf.tensor2d(
        targets.map((ids) => pad([BOS, ...ids.slice(0, -1)])),
        undefined,
        'int32',
      ),
      targetOutput: tf.tensor2d(targets.map(pad), undefined, 'int32'),
      targetMask: tf.ones<tf.Rank.R2>([targets.length, limit]),
    }
    const { logits, attention } = model.forward(batch, plainOptions())
    return [tf.logSoftmax(swapTimeAndBatch(logits) as tf.Tensor3D).arraySync(), attention?.arraySync() ?? null] as const
  })
  const all = targets.map((tokens, index): Candidate => {
    const score = tokens.reduce((sum, id, time) => sum + (scores[index]?.[time]?.[id] ?? NaN), 0)
    const attention = (weights?.[index] ?? []).flat().map((map) => map.slice(0, tokens.length))
    let penalizedScore = score / ((5 + tokens.length) / 6) ** alpha
    const positions = attention[0]?.[0]?.length ?? 0
    for (let position = 0; position < positions; position++) {
      let covered = 0
      for (const map of attention) for (const row of map) covered += (row[position] ?? 0) / attention.length
      penalizedScore += beta * Math.log(Math.min(Math.max(covered, LEAST_COVERAGE), 1))
    }
    return { tokens, ended: tokens.at(-1) === EOS, score, penalizedScore, attention }
  })
  return all.sort((a, b) => Number(b.ended) - Number(a.ended) || b.penalizedScore - a.penalizedScore)
}
