import * as tf from '@tensorflow/tfjs-core'

const REPEATS = 7
/** Products between two reads: a GPU works behind our back until somebody reads. */
const PRODUCTS = 4

/** The best speed of large float32 matrix products that this engine reaches here, in 10⁹ operations a second. */
export function measurePeak(size: number): number {
  return tf.tidy(() => {
    const a = tf.randomUniform<tf.Rank.R2>([size, size], -1, 1, 'float32', 1)
    const b = tf.randomUniform<tf.Rank.R2>([size, size], -1, 1, 'float32', 2)
    const times = Array.from({ length: REPEATS }, () => {
      const started = performance.now()
      const products = Array.from({ length: PRODUCTS }, () => tf.matMul(a, b))
      const last = products.at(-1)
      if (last) tf.slice(last, [0, 0], [1, 1]).dataSync()
      tf.dispose(products)
      return performance.now() - started
    })
    return (PRODUCTS * 2 * size ** 3) / (Math.min(...times) * 1e6)
  })
}
