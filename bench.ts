import util from 'node:util'
import { createRequire } from 'node:module'
Object.assign(util, { isNullOrUndefined: (x: unknown) => x == null, isArray: Array.isArray })
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'
const require = createRequire(import.meta.url)
require('@tensorflow/tfjs-node-gpu')
const tf: any = require('@tensorflow/tfjs-core')
require('@tensorflow/tfjs-node-gpu/node_modules/@tensorflow/tfjs-core'.replace(/.*/, '@tensorflow/tfjs-core'))
const { nativeBackend } = await import('./src/worker/engine/backend.ts')
const { Program } = await import('./src/worker/engine/compile/program.ts')
const { gatherRows } = await import('./src/worker/engine/gather.ts')
const be = nativeBackend()!
const CFGS: any = { R1: [64, 20, 4000, 256, 256, 2], R2: [64, 30, 60, 64, 64, 2], R3: [32, 12, 60, 64, 128, 1], R4: [32, 100, 100, 64, 256, 1] }
const CFG = process.env.CFG ?? 'R3'
const [B, T, V, E, H, L] = CFGS[CFG]
const vars: any = {}
const v = (name: string, shape: number[], s: number) => (vars[name] ??= tf.variable(tf.randomUniform(shape, -s, s, 'float32', Object.keys(vars).length + 1), true, name))
function gruStep(gi: any, h: any, Wh: any, bh: any) {
  const gh = tf.add(tf.matMul(h, Wh), bh)
  const [ir, iz, inn] = tf.split(gi, 3, 1), [hr, hz, hn] = tf.split(gh, 3, 1)
  const r = tf.sigmoid(tf.add(ir, hr)), z = tf.sigmoid(tf.add(iz, hz)), n = tf.tanh(tf.add(inn, tf.mul(r, hn)))
  return tf.add(n, tf.mul(z, tf.sub(h, n)))
}
function gruLayer(name: string, xs: any, din: number, reverse: boolean, h0: any) {
  const s = 1 / Math.sqrt(H); const Wi = v(name + '.Wi', [din, 3 * H], s), bi = v(name + '.bi', [3 * H], s), Wh = v(name + '.Wh', [H, 3 * H], s), bh = v(name + '.bh', [3 * H], s)
  const gi = tf.reshape(tf.add(tf.matMul(tf.reshape(xs, [T * B, din]), Wi), bi), [T, B, 3 * H])
  const gis = tf.unstack(gi, 0); let h = h0; const out = new Array(T)
  for (let k = 0; k < T; k++) { const t = reverse ? T - 1 - k : k; h = gruStep(gis[t], h, Wh, bh); out[t] = h }
  return { out, h }
}
function forward(x: any, y: any, mask: any) {
  const Es = v('es', [V, E], 1), Et = v('et', [V, E], 1)
  let xs = tf.reshape(gatherRows(Es, tf.reshape(tf.transpose(x), [T * B])), [T, B, E]); let din = E; const hs = []
  const h0 = tf.zeros([B, H])
  for (let l = 0; l < L; l++) {
    const f = gruLayer('enc' + l + 'f', xs, din, false, h0), b = gruLayer('enc' + l + 'b', xs, din, true, h0)
    xs = tf.concat([tf.stack(f.out), tf.stack(b.out)], 2); din = 2 * H; hs.push(tf.concat([f.h, b.h], 1))
  }
  const s = 1 / Math.sqrt(H), s2 = 1 / Math.sqrt(2 * H)
  const Wb = v('Wb', [2 * H, H], s2), bb = v('bb', [H], s2)
  const h = hs.map((q) => tf.tanh(tf.add(tf.matMul(q, Wb), bb)))
  const W2 = v('W2', [2 * H, H], s2), W1 = v('W1', [H, H], s), b1 = v('b1', [H], s), vv = v('vv', [H, 1], s)
  const enc = tf.transpose(xs, [1, 0, 2])
  const keys = tf.reshape(tf.matMul(tf.reshape(enc, [B * T, 2 * H]), W2), [B, T, H])
  const ye = tf.unstack(tf.reshape(gatherRows(Et, tf.reshape(tf.transpose(y), [T * B])), [T, B, E]), 0)
  const neg = tf.mul(tf.sub(1, tf.cast(mask, 'float32')), -1e9)
  const outs = []; const D = [E + 2 * H, H]
  for (let t = 0; t < T; t++) {
    const q = tf.expandDims(tf.add(tf.matMul(h[L - 1], W1), b1), 1)
    const e = tf.add(tf.reshape(tf.matMul(tf.reshape(tf.tanh(tf.add(q, keys)), [B * T, H]), vv), [B, T]), neg)
    const a = tf.softmax(e); const c = tf.squeeze(tf.matMul(tf.expandDims(a, 1), enc), [1])
    let inp = tf.concat([ye[t], c], 1)
    for (let l = 0; l < L; l++) {
      const n = 'dec' + l; const Wi = v(n + '.Wi', [D[l], 3 * H], s), bi = v(n + '.bi', [3 * H], s), Wh = v(n + '.Wh', [H, 3 * H], s), bh = v(n + '.bh', [3 * H], s)
      h[l] = gruStep(tf.add(tf.matMul(inp, Wi), bi), h[l], Wh, bh); inp = h[l]
    }
    outs.push(inp)
  }
  const Wo = v('Wo', [H, V], s), bo = v('bo', [V], s)
  const logits = tf.add(tf.matMul(tf.concat(outs, 0), Wo), bo)
  const lab = tf.reshape(tf.transpose(y), [T * B])
  const lse = tf.logSumExp(logits, 1), pick = tf.sum(tf.mul(logits, tf.oneHot(lab, V)), 1)
  return tf.mean(tf.sub(lse, pick))
}
const x = tf.randomUniform([B, T], 0, V, 'int32', 1), y = tf.randomUniform([B, T], 0, V, 'int32', 2), mask = tf.ones([B, T])
tf.tidy(() => forward(x, y, mask))
const slots = new Map<string, any>(); const all = new Map<string, any>(Object.entries(vars))
for (const [n, w] of Object.entries<any>(vars)) for (const k of ['m', 'v']) { const s = tf.variable(tf.zeros(w.shape), false, n + '/' + k); slots.set(n + '/' + k, s); all.set(n + '/' + k, s) }
const step = ({ x, y, mask, lr, step }: any) => {
  const { value, grads } = tf.variableGrads(() => forward(x, y, mask), Object.values(vars))
  const names = Object.keys(grads)
  const norm = tf.sqrt(tf.addN(names.map((n) => tf.sum(tf.square(grads[n]))))); const sc = tf.minimum(1, tf.div(1, tf.add(norm, 1e-6)))
  const c1 = tf.sub(1, tf.pow(0.9, step)), c2 = tf.sqrt(tf.sub(1, tf.pow(0.999, step))), size = tf.div(lr, c1)
  for (const n of names) {
    const g = tf.mul(grads[n], sc), m = slots.get(n + '/m'), s = slots.get(n + '/v')
    const m1 = tf.add(tf.mul(m, 0.9), tf.mul(g, 0.1)), v1 = tf.add(tf.mul(s, 0.999), tf.mul(tf.square(g), 0.001))
    m.assign(m1); s.assign(v1); vars[n].assign(tf.sub(vars[n], tf.mul(size, tf.div(m1, tf.add(tf.div(tf.sqrt(v1), c2), 1e-8)))))
  }
  return { loss: value, norm }
}
const inputs = { x, y, mask, lr: tf.scalar(1e-3), step: tf.scalar(1) }
const p = new Program(be, all)
let t = performance.now(); const lap = (what: string) => { const now = performance.now(); console.log(what, (now - t).toFixed(0), 'ms'); t = performance.now() }
p.define('step', inputs, step); lap('trace')
const e1 = tf.tidy(() => { const before = [...all.values()].map((w) => tf.clone(w)); const l = step(inputs).loss.dataSync()[0];[...all.values()].forEach((w, i) => w.assign(before[i])); return l }); lap('eager')
const c1 = p.call('step', inputs).loss.dataSync()[0]; lap('load + first run'); console.log('eager', e1, 'compiled', c1)
const n = Number(process.env.N ?? 15), times = []; const cpu0 = process.cpuUsage(); for (let i = 0; i < n; i++) { t = performance.now(); const r: any = p.call('step', inputs); r.loss.dataSync(); tf.dispose(r); times.push(performance.now() - t) } const cpu = process.cpuUsage(cpu0); times.sort((a, b) => a - b)
console.log(CFG, 'compiled median', times[n >> 1].toFixed(1), 'min', times[0].toFixed(1), 'cpu', ((cpu.user + cpu.system) / 1000 / n).toFixed(1))
console.log(p.summary?.())
