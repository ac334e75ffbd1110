import type { ModelShape } from '../shape.ts'
import { linearPlans } from '../tensors.ts'
import type { TensorPlan } from '../tensors.ts'

/** From the decoder's output, the context and the embedded token to what the logits are a linear map of. */
export interface ReadoutPiece {
  /** Of `__init__`; null where there is no inner layer. */
  readonly init: string | null
  /** Numbers in the vector, as Python. */
  readonly size: string
  /** The vector [batch, target, size] of `output`, `context` and `x`. */
  readonly vector: string
  readonly plans: readonly TensorPlan[]
}

export function readoutPiece({ decoder, attention }: ModelShape): ReadoutPiece {
  const output = decoder.directions === 2 ? '2 * hidden' : 'hidden'
  const contextSize = attention?.contextSize ?? 0
  const inner = (inputs: number, bias: boolean) =>
    linearPlans('decoder.inner', 'readout.inner', inputs, decoder.size, { bias })
  switch (decoder.readout) {
    case 'output':
      return { init: null, size: output, vector: 'output', plans: [] }
    case 'output+context':
      return { init: null, size: `${output} + context`, vector: 'torch.cat([output, context], dim=2)', plans: [] }
    case 'attentional':
      return {
        init: `self.inner = nn.Linear(context + ${output}, ${output}, bias=False)  # Luong 2015, equation 5`,
        size: output,
        vector: 'torch.tanh(self.inner(torch.cat([context, output], dim=2)))',
        plans: inner(contextSize + decoder.size, false),
      }
    case 'deep': {
      const parts = attention ? 'output, context, x' : 'output, x'
      const inputs = attention ? `${output} + context + embedding` : `${output} + embedding`
      return {
        init: `self.inner = nn.Linear(${inputs}, ${output})  # after Bahdanau 2015, appendix A.2.2`,
        size: output,
        vector: `torch.tanh(self.inner(torch.cat([${parts}], dim=2)))`,
        plans: inner(decoder.size + contextSize + decoder.embedding, true),
      }
    }
  }
}
