import util from 'node:util'
import { createRequire } from 'node:module'
Object.assign(util, { isNullOrUndefined: (x: unknown) => x == null, isArray: Array.isArray })
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const require = createRequire(import.meta.url)
require('@tensorflow/tfjs-node-gpu')
const tf: any = require('@tensorflow/tfjs-core')
require('/tmp/saccade/op/saccade_kernels.node')
const f = await import('./src/worker/engine/fused.ts')
f.registerFusedOperations()
const B = 5, H = 37, S = 7, T = 3, A = 19
const r = (...s: number[]) => tf.randomNormal(s)
const cmp = (name: string, a: any, b: any, args: any[]) => {
  const [w] = [r(...tf.tidy(() => a(...args)).shape)]
  const go = (g: any) => tf.grads((...x: any[]) => tf.sum(tf.mul(g(...x), w)))(args)
  const ga = go(a), gb = go(b)
  console.log(name, tf.max(tf.abs(tf.sub(a(...args), b(...args)))).dataSync()[0], ga.map((x: any, i: number) => tf.max(tf.abs(tf.sub(x, gb[i]))).dataSync()[0]))
}
cmp('gru', f.fusedGru, (i: any, s: any, b: any, h: any) => { const g = tf.add(s, b); const [a0, a1, a2] = tf.split(i, 3, 1), [b0, b1, b2] = tf.split(g, 3, 1); const rr = tf.sigmoid(tf.add(a0, b0)), z = tf.sigmoid(tf.add(a1, b1)), n = tf.tanh(tf.add(a2, tf.mul(rr, b2))); return tf.add(n, tf.mul(z, tf.sub(h, n))) }, [r(B, 3 * H), r(B, 3 * H), r(3 * H), r(B, H)])
const lstm = (g: any) => (i: any, s: any, c: any) => tf.concat(g(i, s, c), 1)
cmp('lstm', lstm(f.fusedLstm), lstm((i: any, s: any, c: any) => { const [a, b, g, o] = tf.split(tf.add(i, s), 4, 1); const n = tf.add(tf.mul(tf.sigmoid(b), c), tf.mul(tf.sigmoid(a), tf.tanh(g))); return [tf.mul(tf.sigmoid(o), tf.tanh(n)), n] }), [r(B, 4 * H), r(B, 4 * H), r(B, H)])
cmp('additive', f.fusedAdditive, (q: any, k: any, v: any) => tf.sum(tf.mul(v, tf.tanh(tf.add(tf.expandDims(q, 2), tf.expandDims(k, 1)))), 3), [r(B, T, A), r(B, S, A), r(A)])
const be = tf.backend()
for (const scale of [1e-4, 0.01, 0.2, 1, 5, 30, 200]) { const x = tf.mul(r(1000, 1), scale); const got = f.fusedAdditive(tf.reshape(x, [1, 1000, 1]), tf.zeros([1, 1, 1]), tf.ones([1])); const ref = x.dataSync().map(Math.tanh); const g = got.dataSync(); let rel = 0; g.forEach((v: number, i: number) => { rel = Math.max(rel, Math.abs(v - ref[i]) / Math.abs(ref[i])) }); console.log('tanh scale', scale, 'max rel', rel) }
const time = (n: string, g: any) => { for (let i = 0; i < 30; i++) tf.dispose(g()); const t = performance.now(); for (let i = 0; i < 200; i++) tf.dispose(g()); console.log(n, ((performance.now() - t) / 200 * 1000).toFixed(0), 'µs') }
const [gi, gh, b, h] = [r(64, 768), r(64, 768), r(768), r(64, 256)]
time('gru 64x256', () => f.fusedGru(gi, gh, b, h)); time('matmul 64x256x768', () => tf.matMul(h, r(256, 768)))
const [q, k, v] = [r(32, 1, 256), r(32, 100, 256), r(256)]; time('additive 32x100x256', () => f.fusedAdditive(q, k, v)); time('composed', () => tf.tidy(() => tf.matMul(tf.reshape(tf.tanh(tf.add(q, k)), [-1, 256]), tf.reshape(v, [256, 1]))))
