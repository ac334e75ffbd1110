// Trains the runs of the example and writes resources/example.gz: node scripts/example.ts. Needs the build (`npm run build`).
import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { EXAMPLE_FILES, type ExampleRun, packExample } from '../src/host/example/example-file.ts'
import { type Host, createHost } from '../src/host/host.ts'
import { forkLauncher } from '../src/host/workers/fork.ts'
import { composeConfiguration } from '../src/shared/config/compose.ts'
import { decodeFloat16, encodeFloat16 } from '../src/shared/float16.ts'
import { packageRoot } from './setup/places.js'

const [FILE] = EXAMPLE_FILES

const PRESETS = ['bigru-bahdanau', 'luong-dot']
const SETTINGS = ['evaluation.every=25', 'evaluation.watched.growth=1.15', 'training.earlyStopping.goal=null']

async function trained(host: Host, preset: string): Promise<ExampleRun> {
  const { runs: api } = host.api
  const source = { kind: 'task', task: 'reverse' }
  const configuration = composeConfiguration({ preset, source, assignments: SETTINGS, seed: 1 })
  const { runs } = await api.create({ configurations: [configuration] })
  const [run = ''] = runs
  const { state, reason } = await new Promise<{ state: string; reason: string }>((resolve) => {
    host.events.on('runs', ({ runs: told }) => {
      const ended = told.find((one) => one.run === run && ['finished', 'failed', 'stopped'].includes(one.state))
      if (ended) resolve(ended)
    })
  })
  if (state !== 'finished') throw new Error(`${preset} is ${state}: ${reason}`)
  return taken(host, run)
}

async function taken({ api: { runs: api } }: Host, run: string): Promise<ExampleRun> {
  const detail = await api.get({ run })
  const [index] = await api.snapshots({ runs: [run] })
  const { steps, sentences } = index ?? { steps: [], sentences: [] }
  const curves = await api.metrics({ runs: [run], metrics: [], points: 0 })
  if (!detail.prepared || !detail.best) throw new Error(`${run} was not trained`)
  return {
    configuration: detail.configuration,
    prepared: detail.prepared,
    reason: detail.reason,
    step: detail.step,
    best: { value: detail.best.value, step: detail.best.step },
    evaluated: [...(curves.find(({ metric }) => metric === 'valid/loss')?.steps ?? [])],
    curves: curves.map(({ metric, steps: at, values }) => ({ metric, steps: at, values: values.map(Math.fround) })),
    watched: sentences.map((sentence) => ({
      ...sentence,
      source: [...sentence.source],
      reference: [...sentence.reference],
    })),
    snapshots: await Promise.all(
      steps.map(async (step) => ({
        step,
        sentences: await Promise.all(
          sentences.map(async ({ index }) => {
            const { text, maps } = await api.snapshot({ run, step, sentence: index })
            return { index, text, maps: maps.map(({ weights, ...map }) => ({ ...map, weights: asStored(weights) })) }
          }),
        ),
      })),
    ),
  }
}

/** As precise as the history keeps them, so that they shrink well. */
const asStored = (weights: Float32Array): Float32Array<ArrayBuffer> =>
  new Float32Array(decodeFloat16(encodeFloat16(weights)))

const folder = fs.mkdtempSync(join(os.tmpdir(), 'saccade-example-'))
const launcher = forkLauncher({ entry: join(packageRoot, 'out', 'main', 'worker.cjs') })
const host = createHost({ dataFolder: folder, launcher, mode: 'command line' })
try {
  const runs: ExampleRun[] = []
  for (const preset of PRESETS) {
    console.log(`Training ${preset}`)
    runs.push(await trained(host, preset))
  }
  const bytes = packExample(runs)
  fs.writeFileSync(join(packageRoot, FILE), bytes)
  for (const { configuration, best, snapshots } of runs)
    console.log(`${configuration.preset}: best ${best.value} at step ${best.step}, ${snapshots.length} steps kept`)
  console.log(`${FILE}: ${bytes.length} bytes`)
} finally {
  await host.close()
  fs.rmSync(folder, { recursive: true, force: true })
}
