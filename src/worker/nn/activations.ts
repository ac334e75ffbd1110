// tanh and σ with their gradients as one operation each; tfjs spends three, over attention's largest tensors.
import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from '../engine/backend.ts'
import { executeSingleOp } from '../engine/native.ts'
import { withGradient } from './with-gradient.ts'

const FLOAT = { T: { kind: 'type', value: 'float32' } } as const

/** The gradient by x of y = tanh(x), given y and the gradient by y: dy (1 - y²). */
export function tanhGradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return nativeBackend() ? executeSingleOp('TanhGrad', FLOAT, [y, dy]) : tf.mul(dy, tf.sub(1, tf.square(y)))
}

/** The gradient by x of y = σ(x), given y and the gradient by y: dy y (1 - y). */
export function sigmoidGradient(y: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  return nativeBackend() ? executeSingleOp('SigmoidGrad', FLOAT, [y, dy]) : tf.mul(dy, tf.mul(y, tf.sub(1, y)))
}

/** tanh(x) */
export function tanh(x: tf.Tensor): tf.Tensor {
  return withGradient([x], () => {
    const y = tf.tanh(x)
    return { value: y, saved: { y }, gradient: (dy, kept) => [tanhGradient(kept.y, dy)] }
  })
}
