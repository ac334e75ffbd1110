// Output that cannot be written: the work ends in order and in words, never with a stack.
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { saccade, saccadeJson, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const dataDir = (name: string) => ['--data-dir', path.join(folder, name)]
const into = (redirection: string) => ({ through: ['bash', '-c', `exec "$0" "$@" ${redirection}`] })
const TRAIN = [
  ...['train', '--preset', 'bigru-bahdanau', '--task', 'copy', '--eager', '--name', 'lost'],
  ...['encoder.hidden=6', 'decoder.hidden=6', 'encoder.embedding=4', 'decoder.embedding=4'].flatMap((text) => [
    '--set',
    `model.${text}`,
  ]),
  ...['data.source.trainPairs=60', 'data.source.validPairs=10', 'training.batchSize=4'].flatMap((text) => [
    '--set',
    text,
  ]),
]

test.skipIf(!fs.existsSync('/dev/full')).each([
  ['events', ['--json']],
  ['lines', []],
])('E15: a full disk below the output ends a training with a checkpoint and words: %s', async (name, flags) => {
  const steps = ['--set', 'training.steps=1000000']
  const { code, stderr } = await saccade([...TRAIN, ...steps, ...flags, ...dataDir(name)], into('> /dev/full'))
  expect(stderr).toMatch(/error: standard output cannot be written: the disk is full \(ENOSPC\)/)
  expect(stderr).not.toMatch(/\n {4}at /)
  expect(code).toBe(1)
  const shown = await saccadeJson(['show', 'lost', ...dataDir(name)])
  expect(shown).toMatchObject({ state: 'stopped', reason: 'stopped by the user' })
})

test.skipIf(!fs.existsSync('/dev/full'))('E15: what only a person was to read ends nothing', async () => {
  const steps = ['--set', 'training.steps=2']
  const { code, stdout } = await saccade([...TRAIN, ...steps, '--json', ...dataDir('quiet')], into('2> /dev/full'))
  expect(code).toBe(0)
  expect(stdout).toContain('"state":"finished"')
  expect(await saccade(['runs', '--json', ...dataDir('quiet')], into('> /dev/full'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: standard output cannot be written[^\n]*\n$/),
  })
})
