import {
  type Scalar,
  type Tensor,
  type Tensor1D,
  add,
  div,
  minimum,
  mul,
  scalar,
  sqrt,
  square,
  stack,
  sum,
} from '@tensorflow/tfjs-core'
import { fusedSumOfSquares } from '../../engine/fused-product.ts'
import { hasFusedOperations } from '../../engine/fused.ts'

export interface Clipped {
  readonly gradients: readonly Tensor[]
  /** L2 norm of each gradient before clipping, float32 [parameters]. */
  readonly norms: Tensor1D
  /** Of all together, before clipping. */
  readonly norm: Scalar
}

/**
 * torch.nn.utils.clip_grad_norm_: all gradients are multiplied by min(1, limit / (norm + 1e-6)).
 * A limit of 0 clips nothing.
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], limit: number): Clipped {
  const squareSum = hasFusedOperations() ? fusedSumOfSquares : (x: Tensor) => sum<Scalar>(square(x))
  const squares = stack(gradients.map(squareSum)) as Tensor1D
  const norms = sqrt(squares)
  const norm = sqrt(sum<Scalar>(squares))
  if (limit === 0) return { gradients, norms, norm }
  const factor = minimum(div(scalar(limit), add(norm, scalar(1e-6))), scalar(1))
  return { gradients: gradients.map((gradient) => mul(gradient, factor)), norms, norm }
}
