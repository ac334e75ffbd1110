import { add, mul, scalar, sub } from '@tensorflow/tfjs-core'
import { type Optimizer, type OptimizerConfiguration, type Parameters, forEachGradient, zeroSlot } from './optimizer.ts'

/**
 * torch.optim.SGD without dampening or Nesterov: b ← μb + g + λp, p ← p − lr·b. Without momentum there
 * are no slots.
 */
export function createSgd({ momentum, weightDecay }: OptimizerConfiguration, parameters: Parameters): Optimizer {
  const rules = [...parameters].map(([name, parameter]) => ({
    name,
    parameter,
    buffer: momentum > 0 ? zeroSlot(parameter) : null,
  }))
  return {
    slots: new Map(rules.flatMap(({ name, buffer }) => (buffer ? [[`momentum/${name}`, buffer] as const] : []))),
    scalars: (_step, learningRate) => [learningRate],
    update: (gradients, [rate]) => {
      if (!rate) throw new RangeError('SGD needs one scalar')
      forEachGradient(rules, gradients, ({ parameter, buffer }, gradient) => {
        const slope = weightDecay > 0 ? add(gradient, mul(parameter, scalar(weightDecay))) : gradient
        const direction = buffer ? add(mul(buffer, scalar(momentum)), slope) : slope
        buffer?.assign(direction)
        parameter.assign(sub(parameter, mul(rate, direction)))
      })
    },
    dispose: () => {
      for (const { buffer } of rules) buffer?.dispose()
    },
  }
}
