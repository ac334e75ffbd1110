// Loads TensorFlow, multiplies two matrices and prints the library's version. With the path of Saccade's own operations
// as its argument, loads them too and computes with one.
// Run by set-up in a process of its own: a library that does not suit the machine can crash it.
const util = require('node:util')
// Node 23 removed these two, which tfjs-node still calls.
Object.assign(util, {
  isArray: Array.isArray,
  isNullOrUndefined: (/** @type {unknown} */ value) => value === null || value === undefined,
})

const tf = require('@tensorflow/tfjs-node-gpu')
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]
if (product !== 11) throw new Error(`TensorFlow computes 1·3 + 2·4 = ${product}`)
const kernels = process.argv[2]
if (kernels) {
  require(kernels)
  /**
   * @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor
   * @type {{ executeMultipleOutputs(name: string, attributes: [], inputs: Tensor[], outputs: number): Tensor[] }}
   */
  const backend = Object(tf.backend())
  const inputs = [tf.ones([1, 1, 37]), tf.zeros([1, 1, 37]), tf.ones([37])]
  const score = Number(backend.executeMultipleOutputs('SaccadeAdditive', [], inputs, 1)[0]?.dataSync()[0])
  if (!(Math.abs(score - 37 * Math.tanh(1)) < 1e-4)) throw new Error(`37 tanh(1) is computed as ${score}`)
}
const { binding } = /** @type {{ binding: { TF_Version: string } }} */ (Object(tf.backend()))
console.log(`tensorflow ${binding.TF_Version}`)
