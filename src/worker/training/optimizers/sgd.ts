import { add, mul, scalar, sub } from '@tensorflow/tfjs-core'
import { updateInPlace } from '../../engine/compile/in-place.ts'
import { decayGradient } from './decay.ts'
import { type Optimizer, type OptimizerConfiguration, type Parameters, forEachGradient, zeroSlot } from './optimizer.ts'

/**
 * torch.optim.SGD without dampening or Nesterov: b ← μb + g + λp, p ← p − lr·b. Without momentum there
 * are no slots. TensorFlow's own operations are the same rule.
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
        const slope = decayGradient(gradient, parameter, weightDecay)
        const attributes = { T: { kind: 'type', value: 'float32' } } as const
        if (!buffer) {
          const inputs = [rate, slope]
          updateInPlace({ op: 'ResourceApplyGradientDescent', attributes, variables: [parameter], inputs }, () =>
            parameter.assign(sub(parameter, mul(rate, slope))),
          )
          return
        }
        const keep = scalar(momentum)
        const inputs = [rate, slope, keep]
        updateInPlace({ op: 'ResourceApplyMomentum', attributes, variables: [parameter, buffer], inputs }, () => {
          buffer.assign(add(mul(buffer, keep), slope))
          parameter.assign(sub(parameter, mul(rate, buffer)))
        })
      })
    },
    dispose: () => {
      for (const { buffer } of rules) buffer?.dispose()
    },
  }
}
