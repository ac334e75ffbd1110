import * as tf from '@tensorflow/tfjs-core'
import type { Batch } from '../../data/types.ts'
import { decodeGreedily } from '../decoding/greedy.ts'
import { decodeBySearch } from '../decoding/search.ts'
import { inScope } from '../engine/compile/scope.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { uploadBatch } from '../training/batch-tensors.ts'
import { forcedTensors, readForced } from './forced-pass.ts'
import type { Inference, PaddedCentres } from './inference.ts'

/** The model run op by op. */
export function createEagerInference(model: Seq2SeqModel): Inference {
  return {
    forced: (batch) => inScope(() => readForced(forcedTensors(model, uploadBatch(batch)), batch)),
    centres: (batch) => inScope(() => readCentres(model, batch)),
    decode: (batch, options) =>
      inScope(() => decodeGreedily(model, uploadSource(batch), uploadSourceMask(batch), options)),
    search: (batch, method, options) =>
      inScope(() => decodeBySearch(model, uploadSource(batch), uploadSourceMask(batch), method, options)),
  }
}

/** int32 [batch, source] */
export function uploadSource({ size, sourceLength, source }: Batch): tf.Tensor2D {
  return tf.tensor2d(source, [size, sourceLength], 'int32')
}

/** float32 [batch, source] */
export function uploadSourceMask({ size, sourceLength, sourceMask }: Batch): tf.Tensor2D {
  return tf.tensor2d(sourceMask, [size, sourceLength], 'float32')
}

function readCentres(model: Pick<Seq2SeqModel, 'forward'>, batch: Batch): PaddedCentres | null {
  const { centres } = forcedTensors(model, uploadBatch(batch))
  return centres && { shape: centres.shape, values: Float32Array.from(centres.dataSync()) }
}
