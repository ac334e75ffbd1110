import * as tf from '@tensorflow/tfjs-core'

/** A value, the tensors its gradient needs, and the gradient by each input in their order. */
export interface Differentiable<Name extends string> {
  readonly value: tf.Tensor
  readonly saved: Record<Name, tf.Tensor>
  gradient(dy: tf.Tensor, saved: Readonly<Record<Name, tf.Tensor>>): tf.Tensor[]
}

/**
 * A function of `inputs` with a gradient of its own, as `tf.customGrad`. What the gradient uses must come through
 * `saved`: everything else computed here is gone by the time it runs.
 */
export function withGradient<Name extends string>(
  inputs: readonly tf.Tensor[],
  compute: () => Differentiable<Name>,
): tf.Tensor {
  const differentiable = tf.customGrad((...all) => {
    const save = all.at(-1)
    if (typeof save !== 'function') throw new Error('tfjs gave no way to save tensors.')
    const { value, saved, gradient } = compute()
    const names = Object.keys(saved) as Name[]
    save(names.map((name) => saved[name]))
    const restore = (kept: readonly tf.Tensor[]) => {
      const restored = { ...saved }
      names.forEach((name, index) => (restored[name] = kept[index] ?? restored[name]))
      return restored
    }
    return { value, gradFunc: (dy: tf.Tensor, kept: tf.Tensor[]) => gradient(dy, restore(kept)) }
  })
  return differentiable(...inputs)
}
