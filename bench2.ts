import { createRequire } from 'node:module'
import { loadEngine } from './src/worker/engine/load.ts'
import * as tf from '@tensorflow/tfjs-core'
import { nativeBackend } from './src/worker/engine/backend.ts'
import { registerFusedOperations } from './src/worker/engine/fused.ts'
import { createModel } from './src/worker/seq2seq/model.ts'
import { createAdam } from './src/worker/training/optimizers/adam.ts'
import { createEagerStep } from './src/worker/training/eager-step.ts'
import { createCompiledStep } from './src/worker/training/compiled-step.ts'
import { parseConfiguration } from './src/shared/config/configuration.ts'
await loadEngine({ engine: 'tensorflow', device: 'cpu' })
if (!process.env.NOKERNEL) { createRequire(import.meta.url)('/tmp/saccade/op/saccade_kernels.node'); registerFusedOperations() }
const CFGS: any = { R1: [64, 20, 4000, 256, 256, 2], R2: [64, 30, 60, 64, 64, 2], R3: [32, 12, 60, 64, 128, 1], R4: [32, 100, 100, 64, 256, 1] }
const CFG = process.env.CFG ?? 'R3'
const [B, T, V, E, H, L] = CFGS[CFG]
const c = parseConfiguration({ data: { source: { kind: 'task', task: 'copy' } }, model: { encoder: { layers: L, hidden: H, embedding: E }, bridge: 'dense', decoder: { layers: L, hidden: H, embedding: E, bidirectional: false, readout: 'output' }, attention: { score: 'additive', size: H } } })
const build = () => { const model = createModel(c.model, { source: V, target: V }, 1); return { model, optimizer: createAdam(c.training.optimizer, model.parameters), training: c.training } }
let x = 7; const rnd = (n: number) => (x = (x * 1103515245 + 12345) % 2147483648) % n
const ids = () => Int32Array.from({ length: B * T }, () => 4 + rnd(V - 4)), ones = new Float32Array(B * T).fill(1)
const batch: any = { size: B, sourceLength: T, targetLength: T, source: ids(), sourceMask: ones, targetInput: ids(), targetOutput: ids(), targetMask: ones, sourceTokens: B * T, targetTokens: B * T }
const inputs = (step: number) => ({ step, learningRate: 1e-3, seed: Int32Array.of(1, step), coins: null })
const eager = build(), compiled = build()
const es = createEagerStep(eager), { update: cs } = createCompiledStep(nativeBackend()!, compiled, { selfCheck: !process.env.NOCHECK, log: console.log })
let t = performance.now()
const lap = () => { const n = performance.now(), d = n - t; t = n; return d.toFixed(0) + ' ms' }
const e1 = es(batch, inputs(1)); const te = lap(); const c1 = cs(batch, inputs(1)); console.log('first eager', te, 'first compiled', lap())
const e2 = es(batch, inputs(2)), c2 = cs(batch, inputs(2))
console.log('loss', e1.loss, c1.loss, '|', e2.loss, c2.loss, 'norm', e2.gradientNorm, c2.gradientNorm)
const med = (f: any, n: number) => { const ts = []; const cpu = process.cpuUsage(); for (let i = 0; i < n; i++) { const t0 = performance.now(); f(batch, inputs(3 + i)); ts.push(performance.now() - t0) } const u = process.cpuUsage(cpu); ts.sort((a, b) => a - b); return `median ${ts[n >> 1].toFixed(1)} min ${ts[0].toFixed(1)} cpu ${((u.user + u.system) / 1000 / n).toFixed(1)}` }
console.log(CFG, 'eager', med(es, 3), '| compiled', med(cs, Number(process.env.N ?? 15)))
