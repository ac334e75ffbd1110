import { decodeGreedily } from '../decoding/greedy.ts'
import { decodeBySearch } from '../decoding/search.ts'
import { turnsInScope } from '../decoding/turns.ts'
import { inScope } from '../engine/compile/scope.ts'
import type { Seq2SeqModel } from '../seq2seq/types.ts'
import { uploadBatch, uploadSources } from '../training/batch-tensors.ts'
import { forcedTensors, readForced, readTelling, readWindows } from './forced-pass.ts'
import type { Inference } from './inference.ts'

/** The model run op by op. */
export function createEagerInference(model: Seq2SeqModel): Inference {
  return {
    forced: (batch) => inScope(() => readForced(forcedTensors(model, uploadBatch(batch)), batch)),
    telling: (batch, count) => inScope(() => readTelling(model, uploadBatch(batch), batch, count)),
    windows: (batch) =>
      inScope(() => {
        const { centres, outside } = forcedTensors(model, uploadBatch(batch))
        return readWindows(centres, outside && outside())
      }),
    decode: (batch, options) =>
      turnsInScope(() => {
        const { source, sourceMask } = uploadSources(batch)
        return decodeGreedily(model, source, sourceMask, options)
      }),
    search: (batch, method, options) =>
      turnsInScope(() => {
        const { source, sourceMask } = uploadSources(batch)
        return decodeBySearch(model, source, sourceMask, method, options)
      }),
  }
}
