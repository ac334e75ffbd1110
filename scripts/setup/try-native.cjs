// Loads TensorFlow, multiplies two matrices and prints the library's version.
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
const { binding } = /** @type {{ binding: { TF_Version: string } }} */ (Object(tf.backend()))
console.log(`tensorflow ${binding.TF_Version}`)
