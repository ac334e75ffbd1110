import { add, div, mul, scalar, sqrt, square, sub } from '@tensorflow/tfjs-core'
import { updateInPlace } from '../../engine/compile/in-place.ts'
import { decayGradient } from './decay.ts'
import { type Optimizer, type OptimizerConfiguration, type Parameters, forEachGradient, zeroSlot } from './optimizer.ts'

/**
 * torch.optim.Adadelta (Zeiler 2012, with a learning rate):
 * ```
 * v ← ρv + (1 − ρ)(g + λp)²      d = √(u + ε) / √(v + ε) · (g + λp)      u ← ρu + (1 − ρ)d²      p ← p − lr·d
 * ```
 * TensorFlow's own operation is the same rule, ε included.
 */
export function createAdadelta(configuration: OptimizerConfiguration, parameters: Parameters): Optimizer {
  const { rho, rootEpsilon, weightDecay } = configuration
  const rules = [...parameters].map(([name, parameter]) => ({
    name,
    parameter,
    squares: zeroSlot(parameter),
    updates: zeroSlot(parameter),
  }))
  return {
    slots: new Map([
      ...rules.map(({ name, squares }) => [`squareAverage/${name}`, squares] as const),
      ...rules.map(({ name, updates }) => [`updateAverage/${name}`, updates] as const),
    ]),
    scalars: (_step, learningRate) => [learningRate],
    update: (gradients, [rate]) => {
      if (!rate) throw new RangeError('Adadelta needs one scalar')
      forEachGradient(rules, gradients, ({ parameter, squares, updates }, gradient) => {
        const slope = decayGradient(gradient, parameter, weightDecay)
        const [decay, rest, epsilon] = [scalar(rho), scalar(1 - rho), scalar(rootEpsilon)]
        updateInPlace(
          {
            op: 'ResourceApplyAdadelta',
            attributes: { T: { kind: 'type', value: 'float32' } },
            variables: [parameter, squares, updates],
            inputs: [rate, decay, epsilon, slope],
          },
          () => {
            const average = add(mul(squares, decay), mul(square(slope), rest))
            const delta = mul(div(sqrt(add(updates, epsilon)), sqrt(add(average, epsilon))), slope)
            squares.assign(average)
            updates.assign(add(mul(updates, decay), mul(square(delta), rest)))
            parameter.assign(sub(parameter, mul(rate, delta)))
          },
        )
      })
    },
    dispose: () => {
      for (const { squares, updates } of rules) {
        squares.dispose()
        updates.dispose()
      }
    },
  }
}
