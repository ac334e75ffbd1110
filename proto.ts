import util from 'node:util'
import { createRequire } from 'node:module'
Object.assign(util, { isNullOrUndefined: (x: unknown) => x == null, isArray: Array.isArray })
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const require = createRequire(import.meta.url)
require('@tensorflow/tfjs-node-gpu')
const tf: typeof import('@tensorflow/tfjs-core') = require('@tensorflow/tfjs-core')
const { nativeBackend } = await import('./src/worker/engine/backend.ts')
const { Program } = await import('./src/worker/engine/compile/program.ts')
const b = nativeBackend()!
const w = tf.variable(tf.ones([3, 2]), true, 'w')
const p = new Program(b, new Map([['w', w]]))
const x = tf.tensor2d([[1, 2, 3]])
p.define('f', { x }, ({ x }) => { const { value, grads } = tf.variableGrads(() => tf.sum(tf.square(tf.matMul(x as any, w as any)))as any); w.assign(tf.sub(w, tf.mul(0.01, grads['w']))); return { value } })
console.log(w.dataSync())
for (let i = 0; i < 3; i++) console.log(p.call('f', { x }).value.dataSync())
p.pull(); console.log(w.dataSync())
