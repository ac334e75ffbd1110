// Every random number is a function of (run seed, step, site): no hidden state, so a resumed run draws what
// an uninterrupted one would, and a traced graph only needs the seed fed anew.
import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from './backend.ts'
import { executeSingleOp } from './native.ts'
import { philoxUniform } from './philox.ts'

/**
 * The seed of one step, two well mixed int32; feed it as a tensor of shape [2].
 * Neighbouring seeds and steps give unrelated values.
 */
export function stepSeed(runSeed: number, step: number): Int32Array {
  const seed = mix(mix(Math.trunc(runSeed / 0x100000000) ^ 0x5bd1e995) ^ runSeed)
  const time = mix(mix(Math.trunc(step / 0x100000000) ^ 0x1b873593) ^ step)
  return Int32Array.of(mix(seed ^ rotate(time, 13)), mix(rotate(seed, 7) ^ time ^ 0x68e31da4))
}

/** Two int32 that stand for a place in the model that draws, such as `encoder.layers.0.dropout`. */
export function siteKey(site: string): Int32Array {
  let first = 0x811c9dc5
  let second = 0x2545f491
  for (let index = 0; index < site.length; index++) {
    first = Math.imul(first ^ site.charCodeAt(index), 0x01000193)
    second = Math.imul(rotate(second, 5) ^ site.charCodeAt(index), 0xe6546b65 | 1)
  }
  return Int32Array.of(mix(first), mix(second ^ site.length))
}

/**
 * Uniform numbers in [0, 1), float32 of the given shape: a function of the seed tensor (int32 [2], see
 * {@link stepSeed}) and the site alone, the same on every engine. Has no gradient; on TensorFlow nothing is read back,
 * so it can be traced.
 */
export function statelessUniform(shape: number[], seed: tf.Tensor1D, site: string): tf.Tensor {
  return tf.tidy(() => {
    const key = siteKey(site)
    if (nativeBackend()) {
      const siteSeed = executeSingleOp('BitwiseXor', { T: { kind: 'type', value: 'int32' } }, [
        seed,
        tf.tensor1d(key, 'int32'),
      ])
      return executeSingleOp(
        'StatelessRandomUniform',
        {
          dtype: { kind: 'type', value: 'float32' },
          T: { kind: 'type', value: 'int32' },
          Tseed: { kind: 'type', value: 'int32' },
        },
        [tf.tensor1d(shape, 'int32'), siteSeed],
      )
    }
    const [first = 0, second = 0] = seed.dataSync()
    const [siteFirst = 0, siteSecond = 0] = key
    const values = philoxUniform(tf.util.sizeFromShape(shape), first ^ siteFirst, second ^ siteSecond)
    return tf.tensor(values, shape, 'float32')
  })
}

/** A bijection of 32 bits that lets every input bit change every output bit (two multiply-xorshift rounds). */
function mix(value: number): number {
  let bits = value | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b)
  return bits ^ (bits >>> 16)
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}
