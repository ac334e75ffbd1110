// Runs that go on, and what is said of them.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type RunningSaccade, startSaccade, temporaryFolder } from './saccade.ts'

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
