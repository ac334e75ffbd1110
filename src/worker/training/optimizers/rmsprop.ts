import { add, div, mul, scalar, sqrt, square, sub } from '@tensorflow/tfjs-core'
import { decayGradient } from './decay.ts'
import { type Optimizer, type OptimizerConfiguration, type Parameters, forEachGradient, zeroSlot } from './optimizer.ts'

/**
 * torch.optim.RMSprop, not centred (Hinton's lecture 6e of 2012):
 * ```
 * v ← αv + (1 − α)(g + λp)²      b ← μb + (g + λp) / (√v + ε)      p ← p − lr·b
 * ```
 * Without momentum b is no slot. TensorFlow’s own operation has ε under the root and the rate inside b, so it is not
 * this rule, and the update is composed.
 */
export function createRmsprop(configuration: OptimizerConfiguration, parameters: Parameters): Optimizer {
  const { alpha, epsilon, momentum, weightDecay } = configuration
  const rules = [...parameters].map(([name, parameter]) => ({
    name,
    parameter,
    square: zeroSlot(parameter),
    buffer: momentum > 0 ? zeroSlot(parameter) : null,
  }))
  return {
    slots: new Map([
      ...rules.map((rule) => [`squareAverage/${rule.name}`, rule.square] as const),
      ...rules.flatMap(({ name, buffer }) => (buffer ? [[`momentum/${name}`, buffer] as const] : [])),
    ]),
    scalars: (_step, learningRate) => [learningRate],
    update: (gradients, [rate]) => {
      if (!rate) throw new RangeError('RMSProp needs one scalar')
      forEachGradient(rules, gradients, ({ parameter, square: slot, buffer }, gradient) => {
        const slope = decayGradient(gradient, parameter, weightDecay)
        const average = add(mul(slot, scalar(alpha)), mul(square(slope), scalar(1 - alpha)))
        const normalized = div(slope, add(sqrt(average), scalar(epsilon)))
        const direction = buffer ? add(mul(buffer, scalar(momentum)), normalized) : normalized
        slot.assign(average)
        buffer?.assign(direction)
        parameter.assign(sub(parameter, mul(rate, direction)))
      })
    },
    dispose: () => {
      for (const { square: slot, buffer } of rules) {
        slot.dispose()
        buffer?.dispose()
      }
    },
  }
}
