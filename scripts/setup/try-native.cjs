// Loads TensorFlow, by the binding at the path of the first argument unless it is empty, multiplies two matrices and
// prints the library's version. With the path of Saccade's own operations as the second, loads them too and computes with one.
// Run by set-up in a process of its own: a library that does not suit the machine can crash it.
const { createRequire } = require('node:module')
const util = require('node:util')
// Node 23 removed these two, which tfjs-node still calls.
Object.assign(util, {
  isArray: Array.isArray,
  isNullOrUndefined: (/** @type {unknown} */ value) => value === null || value === undefined,
})

const [binding, kernels] = process.argv.splice(2) // node-pre-gyp reads the command line for options of its own
if (binding) {
  const finder = createRequire(require.resolve('@tensorflow/tfjs-node-gpu/package.json'))(
    '@mapbox/node-pre-gyp/lib/pre-binding.js',
  )
  finder.find = () => binding
}
const tf = require('@tensorflow/tfjs-node-gpu')
const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [4]])).dataSync()[0]
if (product !== 11) throw new Error(`TensorFlow computes 1·3 + 2·4 = ${product}`)
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
/** @type {{ binding: { TF_Version: string } }} */
const loaded = Object(tf.backend())
console.log(`tensorflow ${loaded.binding.TF_Version}`)
