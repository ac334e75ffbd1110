import { type Tensor, type Variable, add, mul, scalar } from '@tensorflow/tfjs-core'

/** g + λp: weight decay as torch.optim has it everywhere but in AdamW. */
export function decayGradient(gradient: Tensor, parameter: Variable, weightDecay: number): Tensor {
  return weightDecay > 0 ? add(gradient, mul(parameter, scalar(weightDecay))) : gradient
}
