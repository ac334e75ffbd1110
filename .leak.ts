import path from 'node:path'
import { mkdtempSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { findBuilt } from './src/cli/worker-program.ts'
import { createHost } from './src/host/host.ts'
import { serveHttp } from './src/server/serve-http.ts'
import { composeConfiguration } from './src/shared/config/compose.ts'
import { curvesAddress } from './bench/ui/boards.ts'
import { openPage } from './bench/ui/page.ts'
import { simulatedLauncher } from './bench/ui/simulated-worker.ts'
import { openBrowser } from './test/e2e/served-app.ts'
const runs = 8, minutes = 130, stepsPerSecond = 5
const browser = await openBrowser()
if (typeof browser === 'string') throw new Error(browser)
let waiting: (() => void)[] = []
async function meet(work: () => Promise<void>): Promise<void> {
  if (waiting.length < runs - 1) return new Promise((r) => waiting.push(r))
  await work()
  const all = waiting; waiting = []
  for (const go of all) go()
}
const host = createHost({ dataFolder: mkdtempSync('/tmp/cv/leak-'), mode: 'served', concurrency: runs,
  launcher: simulatedLauncher({ minutes, stepsPerSecond, minuteDone: (m) => meet(() => look(m)) }) })
const serving = await serveHttp({ host, rendererFolder: path.dirname(findBuilt('renderer', 'index.html')), port: 0 })
const page = await openPage(browser, serving.url)
const cdp = await page.page.context().newCDPSession(page.page)
async function look(m: number) {
  if (m % 10 !== 0) { await sleep(1100); return }
  await sleep(1500)
  console.log(m, (await page.heap()).toFixed(2), JSON.stringify(await page.page.evaluate('({bursts: __bench.bursts.length, nodes: document.querySelectorAll("*").length})')))
  const u = await cdp.send('Runtime.getHeapUsage')
  console.log('   ', JSON.stringify(u), JSON.stringify(await cdp.send('Memory.getDOMCounters')))
  if (m === 10) await cdp.send('HeapProfiler.startSampling', { samplingInterval: 8192 })
}
const over = new Promise<void>((resolve) => { let left = runs; host.events.on('run', ({ state }) => { if (state === 'finished' && (left -= 1) === 0) resolve() }) })
const configurations = Array.from({ length: runs }, (_, run) => composeConfiguration({ preset: 'bigru-plain', seed: run + 1, source: { kind: 'task', task: 'reverse' }, assignments: [`training.steps=${minutes * 60 * stepsPerSecond}`] }))
const created = await host.api.runs.create({ configurations })
await page.open(curvesAddress(created.runs, ['train/loss', 'train/gradient_norm', 'valid/loss', 'valid/exact_match']))
await over
await cdp.send('HeapProfiler.collectGarbage')
const { profile } = await cdp.send('HeapProfiler.getSamplingProfile')
interface N { callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }; selfSize: number; children: N[] }
const flat: [number, string][] = []
const walk = (n: N, stack: string[]) => {
  const here = [...stack, `${n.callFrame.functionName || 'anon'}@${n.callFrame.url.split('/').pop()}:${n.callFrame.lineNumber}:${n.callFrame.columnNumber}`]
  if (n.selfSize > 0) flat.push([n.selfSize, here.slice(-6).join(' < ')])
  n.children.forEach((c) => walk(c, here))
}
walk(profile.head as N, [])
flat.sort((a, b) => b[0] - a[0])
console.log('retained since minute 10:', (flat.reduce((s, [x]) => s + x, 0) / 1024).toFixed(0), 'kB')
for (const [size, stack] of flat.slice(0, 22)) console.log((size / 1024).toFixed(1), stack)
await page.close(); await serving.close(); await host.close(); await browser.close()
