// npm run bench:ask: how soon a dozen runs answer about a sentence of one's own; docs/own-sentences.md has the figures.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { workerLauncher } from '../src/cli/worker-program.ts'
import { type Host, createHost } from '../src/host/host.ts'
import { composeConfiguration } from '../src/shared/config/compose.ts'
import type { RunId } from '../src/shared/contract/runs.ts'
import { hasEnded } from '../src/shared/run-state.ts'

const RUNS = 12
const ROUNDS = 7
/** As R3 of bench/cases.ts: 12 tokens of 60, embedding 64, hidden 128, one layer. */
const R3 = [
  ...['encoder', 'decoder'].flatMap((side) => [
    ...[`model.${side}.hidden=128`, `model.${side}.embedding=64`, `model.${side}.layers=1`, `model.${side}.dropout=0`],
  ]),
  ...['model.attention.size=128', 'data.source.symbols=26', 'data.source.trainPairs=400', 'data.source.validPairs=20'],
  ...['data.source.minimumLength=12', 'data.source.maximumLength=12', 'training.steps=60', 'training.batchSize=32'],
  ...['evaluation.every=20', 'evaluation.watched.count=0', 'training.keep.kind=every', 'engine.compile=never'],
  'training.earlyStopping={"metric":"valid/loss","goal":null}',
]

const dataFolder = mkdtempSync(join(tmpdir(), 'saccade-bench-ask-'))
try {
  const runs = await prepare()
  const host = open()
  console.log(`load before: ${loadavg()[0]?.toFixed(2)}`)
  console.log(`cold, the worker's start included: ${seconds(await askAll(host, runs, 0))} for ${RUNS} runs`)
  const warm: number[] = []
  for (let round = 1; round <= ROUNDS; round++) warm.push(await askAll(host, runs, round))
  const median = warm.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? NaN
  console.log(
    `warm: ${seconds(median)} (median of ${ROUNDS}, ${seconds(Math.min(...warm))} to ${seconds(Math.max(...warm))})`,
  )
  const [run = ''] = runs
  const kept = (await host.api.runs.checkpoints({ run })).find(({ kind }) => kind === 'kept')
  const { parameters } = await host.api.runs.get({ run })
  console.log(`a kept checkpoint: ${kept?.bytes} bytes, ${parameters} parameters`)
  console.log(`history: ${statSync(join(dataFolder, 'history.sqlite')).size} bytes`)
  await host.close()
} finally {
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 5 })
}

function open(): Host {
  return createHost({ dataFolder, launcher: workerLauncher(), mode: 'command line', concurrency: 1 })
}

/** Trains them a little, and lets go of everything that is warm. */
async function prepare(): Promise<readonly RunId[]> {
  const host = open()
  const source = { kind: 'task', task: 'reverse' } as const
  const configurations = Array.from({ length: RUNS }, (_, seed) =>
    composeConfiguration({ preset: 'bigru-bahdanau', source, assignments: R3, seed }),
  )
  const { runs } = await host.api.runs.create({ configurations })
  for (;;) {
    const list = await host.api.runs.list()
    if (list.every(({ state }) => hasEnded(state))) break
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  await host.close()
  return runs
}

/** Milliseconds until the last of them has answered, each asked by a call of its own at once, as the window does. */
async function askAll(host: Host, runs: readonly RunId[], round: number): Promise<number> {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz')
  const source = letters.slice(round, round + 12).join(' ')
  const target = source.split(' ').reverse().join(' ')
  const started = performance.now()
  await Promise.all(runs.map((run) => host.api.runs.ask({ run, step: 40, source, target })))
  return performance.now() - started
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
