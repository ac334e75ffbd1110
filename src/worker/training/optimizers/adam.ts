import { updateInPlace } from '../../engine/compile/in-place.ts'
import { type Scalar, type Tensor, add, div, mul, scalar, sqrt, square, sub } from '@tensorflow/tfjs-core'
import { decayGradient } from './decay.ts'
import { type Optimizer, type OptimizerConfiguration, type Parameters, forEachGradient, zeroSlot } from './optimizer.ts'

/**
 * torch.optim.Adam (Kingma & Ba 2015) and torch.optim.AdamW (Loshchilov & Hutter 2019):
 * ```
 * m ← m + (1 − β₁)(g − m)      v ← β₂v + (1 − β₂)g²
 * p ← p − lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
 * ```
 * Weight decay adds λp to the gradient (Adam), or multiplies p by 1 − lr·λ before the update (AdamW).
 */
export function createAdam(configuration: OptimizerConfiguration, parameters: Parameters): Optimizer {
  const { kind, beta1, beta2, epsilon, weightDecay } = configuration
  const rules = [...parameters].map(([name, parameter]) => ({
    name,
    parameter,
    first: zeroSlot(parameter),
    second: zeroSlot(parameter),
  }))
  const decaysParameter = kind === 'adamw' && weightDecay > 0

  function updateOne({ parameter, first, second }: (typeof rules)[number], gradient: Tensor, scalars: AdamScalars) {
    const [stepSize, correction, shrinkage] = scalars
    const slope = decaysParameter ? gradient : decayGradient(gradient, parameter, weightDecay)
    if (decaysParameter) applyEagerly()
    else {
      // TensorFlow's ε is added to √v before the correction, PyTorch's after: scaled by the correction they agree.
      const inputs = [
        scalar(0),
        scalar(0),
        mul(stepSize, correction),
        scalar(beta1),
        scalar(beta2),
        mul(scalar(epsilon), correction),
        slope,
      ]
      updateInPlace(
        {
          op: 'ResourceApplyAdam',
          attributes: { T: { kind: 'type', value: 'float32' } },
          variables: [parameter, first, second],
          inputs,
        },
        applyEagerly,
      )
    }
    function applyEagerly() {
      const kept = decaysParameter ? mul(parameter, shrinkage) : parameter
      const firstMoment = add(first, mul(sub(slope, first), scalar(1 - beta1)))
      const secondMoment = add(mul(second, scalar(beta2)), mul(square(slope), scalar(1 - beta2)))
      const denominator = add(div(sqrt(secondMoment), correction), scalar(epsilon))
      first.assign(firstMoment)
      second.assign(secondMoment)
      parameter.assign(sub(kept, mul(stepSize, div(firstMoment, denominator))))
    }
  }

  return {
    slots: new Map([
      ...rules.map(({ name, first }) => [`firstMoment/${name}`, first] as const),
      ...rules.map(({ name, second }) => [`secondMoment/${name}`, second] as const),
    ]),
    scalars: (step, learningRate) => [
      learningRate / (1 - beta1 ** step),
      Math.sqrt(1 - beta2 ** step),
      1 - learningRate * weightDecay,
    ],
    update: (gradients, [stepSize, correction, shrinkage]) => {
      if (!stepSize || !correction || !shrinkage) throw new RangeError('Adam needs three scalars')
      forEachGradient(rules, gradients, (rule, gradient) =>
        updateOne(rule, gradient, [stepSize, correction, shrinkage]),
      )
    },
    dispose: () => {
      for (const { first, second } of rules) {
        first.dispose()
        second.dispose()
      }
    },
  }
}

type AdamScalars = readonly [stepSize: Scalar, correction: Scalar, shrinkage: Scalar]
