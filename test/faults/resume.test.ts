// Runs that go on, and what is said of them.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningSaccade, saccade, saccadeJson, startSaccade, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const dataDir = (name: string) => ['--data-dir', path.join(folder, name)]
const set = (...assignments: string[]) => assignments.flatMap((text) => ['--set', text])
const TINY = [
  ...['train', '--preset', 'bigru-bahdanau', '--task', 'copy', '--eager', '--json'],
  ...['encoder.hidden=6', 'decoder.hidden=6', 'encoder.embedding=4', 'decoder.embedding=4'].flatMap((text) =>
    set(`model.${text}`),
  ),
  ...set('data.source.trainPairs=60', 'data.source.validPairs=10', 'training.batchSize=4'),
]

/** Lets it train a step, asks it to stop, and gives its last event. */
async function stopEarly(started: RunningSaccade) {
  await started.until(({ event }) => event === 'step')
  started.process.kill('SIGINT')
  const { stderr } = await started.ended
  expect(started.events.at(-1), stderr).toMatchObject({ event: 'finished', state: 'stopped' })
  return started.events.at(-1)
}

test('F18: what is told as the last evaluation is one, also where a resumed run made none', async () => {
  const few = set('training.steps=1000000', 'evaluation.every=1000000')
  const begun = startSaccade([...TINY, ...few, '--name', 'few', ...dataDir('few')])
  const first = await stopEarly(begun)
  const evaluation = begun.events.find(({ event }) => event === 'evaluation')
  expect(first?.last).toEqual({ step: 0, metrics: evaluation?.metrics })
  const second = await stopEarly(startSaccade(['resume', 'few', '--json', ...dataDir('few')]))
  expect(second?.last).toEqual(first?.last)
})

/** A run that was stopped some steps after its best checkpoint; the tests copy its folder. */
beforeAll(async () => {
  const stopping = set('training.earlyStopping.metric=valid/loss', 'training.earlyStopping.goal=null')
  const often = [...set('training.steps=1000000', 'evaluation.every=5'), ...stopping]
  // So large a rate and decay that it gets worse from the first step on.
  const worse = set('training.optimizer={"kind":"sgd","learningRate":10,"weightDecay":0.1}', 'training.clipNorm=0.01')
  const started = startSaccade([...TINY, ...often, ...worse, '--name', 'stopped', ...dataDir('stopped')])
  await started.until(({ event, step }) => event === 'evaluation' && Number(step) >= 10)
  await stopEarly(started)
})

/** A data folder of one's own with the stopped run. */
function copyOfStopped(name: string): string[] {
  fs.cpSync(path.join(folder, 'stopped'), path.join(folder, name), { recursive: true })
  return dataDir(name)
}

interface Shown {
  readonly run: string
  readonly state: string
  readonly reason: string
  readonly checkpoints: readonly { readonly kind: string; readonly step: number }[]
  readonly transitions: readonly { readonly to: string; readonly reason: string }[]
  readonly log: readonly { readonly level: string; readonly text: string }[]
}
const show = async (where: string[], name = 'stopped') => (await saccadeJson(['show', name, ...where])) as Shown

test.each([
  ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['with one flipped bit', (bytes: Buffer) => bytes.fill(bytes.at(-9)! ^ 1, bytes.length - 9, bytes.length - 8)],
])('C9: a last checkpoint %s: the run goes on from its best one, as the hint says', async (what, harm) => {
  const where = copyOfStopped(what)
  const { run, checkpoints } = await show(where)
  const [last, best] = ['last', 'best'].map((kind) => checkpoints.find((one) => one.kind === kind)?.step ?? -1)
  expect(last).toBeGreaterThan(best ?? -1)
  const file = path.join(folder, what, 'runs', run, 'checkpoints', `step-${String(last).padStart(8, '0')}.safetensors`)
  const harmed = harm(fs.readFileSync(file))
  fs.writeFileSync(file, harmed)

  const refused = await saccade(['resume', 'stopped', ...where])
  expect(refused).toMatchObject({ code: 1 })
  const hint = `\`saccade resume ${run} --checkpoint best\` goes on from the best checkpoint, of step ${best}`
  expect((await show(where)).reason).toContain(hint)
  expect(fs.readFileSync(file).equals(harmed)).toBe(true)

  const resumed = startSaccade(['resume', run, '--checkpoint', 'best', '--json', ...where])
  const first = await resumed.until(({ event }) => event === 'step')
  expect(first?.step).toBe((best ?? 0) + 1)
  await stopEarly(resumed)
  expect(await saccade(['translate', run, '--checkpoint', 'last', ...where], { input: 'a b\n' })).toMatchObject({
    code: 0,
  })
})

test('E13: a run goes on with another engine only after a yes, and then says so in its history', async () => {
  const where = copyOfStopped('engines')
  const env = { SACCADE_ENGINE: 'wasm' }
  const refused = await saccade(['resume', 'stopped', '--json', ...where], { env })
  expect(refused.code).toBe(1)
  expect(refused.stderr).toMatch(/WebAssembly on the CPU instead of TensorFlow on the CPU.*--engine-change/)
  const before = await show(where)
  expect(before).toMatchObject({ state: 'failed', prepared: { engine: { engine: 'tensorflow' } } })

  await stopEarly(startSaccade(['resume', 'stopped', '--engine-change', '--json', ...where], { env }))
  const { transitions, log } = await show(where)
  expect(transitions).toContainEqual(
    expect.objectContaining({
      to: 'running',
      reason: 'goes on with WebAssembly on the CPU instead of TensorFlow on the CPU',
    }),
  )
  expect(log.map(({ text }) => text).join('\n')).toMatch(/does not repeat bit for bit.*WebAssembly/)
})

test('E13: other thread counts are logged, since they end bitwise repetition', async () => {
  const where = copyOfStopped('threads')
  const env = { TF_NUM_INTRAOP_THREADS: '3' }
  const resumed = startSaccade(['resume', 'stopped', '--json', ...where], { env })
  await stopEarly(resumed)
  const { stderr } = await resumed.ended
  expect(stderr).toMatch(/warning: .*does not repeat bit for bit: it goes on with threads .*\d × 3 instead of \d × 1/)
  expect((await show(where)).log).toContainEqual(
    expect.objectContaining({ level: 'warning', text: expect.stringContaining('× 3 instead of') }),
  )
})

test.skipIf(process.platform !== 'linux')('E13: falling back to WebAssembly is said, with the reason', async () => {
  const libraries = path.join(folder, 'libraries')
  fs.mkdirSync(libraries)
  fs.writeFileSync(path.join(libraries, 'libtensorflow_cc.so.2'), 'no library')
  const env = { LD_LIBRARY_PATH: libraries }
  const outcome = await saccade([...TINY, ...set('training.steps=1'), '--name', 'low', ...dataDir('low')], { env })
  expect(outcome.code, outcome.stderr).toBe(0)
  const words =
    /TensorFlow could not be loaded, so WebAssembly computes, much slower\. The reason: .*libtensorflow_cc.so.2.* To mend it: /
  expect(outcome.stderr).toMatch(words)
  expect((await show(dataDir('low'), 'low')).log.map(({ text }) => text).join('\n')).toMatch(words)
})
