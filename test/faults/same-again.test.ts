import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prepareHistory } from '../support/prepared-history.ts'
import { saccade, saccadeJson, temporaryFolder } from './saccade.ts'

let folder: string
let data: string[]
beforeAll(() => {
  folder = temporaryFolder()
  data = ['--data-dir', path.join(folder, 'data')]
  prepareHistory(path.join(folder, 'data'), [
    ...[1, 2, 3].map((seed) => ({ id: `rplain${seed}`, preset: 'bigru-plain', seed })),
    { id: 'rdot1', preset: 'luong-dot', seed: 1, assignments: ['data.source.maximumLength=6'] },
  ])
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

test('diff tells what runs and files differ in, runs of several seeds in one column', async () => {
  const { code, stdout } = await saccade(['diff', 'rplain1', 'rplain2', 'rplain3', 'rdot1', ...data])
  expect(code).toBe(0)
  const lines = stdout.split('\n').map((line) => line.split(/ {2,}/))
  expect(lines[0]).toEqual(['SETTING', 'DEFAULT', 'rplain1 +2', 'rdot1'])
  expect(lines).toContainEqual(['seed', '1', '1–3', '1'])
  expect(lines).toContainEqual(['model.attention.score', 'additive', 'none', 'dot'])
  expect(lines).toContainEqual(['data.source.maximumLength', '10', '10', '6'])
  expect(stdout).not.toContain('training.batchSize')

  const file = path.join(folder, 'run.json')
  fs.writeFileSync(
    file,
    JSON.stringify({ data: { source: { kind: 'task', task: 'copy' } }, training: { batchSize: 7 } }),
  )
  expect(await saccadeJson(['diff', 'rdot1', file, ...data])).toMatchObject({
    of: [{ of: 'rdot1' }, { of: file }],
    differing: expect.arrayContaining([
      { path: 'training.batchSize', title: 'Training: Batch size', default: 64, values: [128, 7] },
    ]),
    same: { 'data.split.seed': 1 },
  })
})

test('train --from takes a run’s whole configuration, and says what is laid over it', async () => {
  const changed = ['training.steps=2', 'evaluation.pairs=4', 'data.source.trainPairs=40', 'data.source.validPairs=4']
  const set = changed.flatMap((one) => ['--set', one])
  const { code, stderr } = await saccade(['train', '--from', 'rdot1', ...set, '--seed', '9', ...data])
  expect(code).toBe(0)
  expect(stderr).toContain('The same as rdot1 but for seed 9 (1), ')
  expect(stderr).toContain('training.steps 2 (1000)')
  const listed = (await saccadeJson(['runs', ...data])) as { run: string; seed: number }[]
  const { run = '' } = listed.find(({ seed }) => seed === 9) ?? {}
  const { differing } = (await saccadeJson(['diff', 'rdot1', run, ...data])) as { differing: { path: string }[] }
  expect(differing.map(({ path: setting }) => setting).sort()).toEqual(
    ['seed', ...changed.map((one) => one.split('=')[0])].sort(),
  )
})

test('what --from cannot stand beside is refused', async () => {
  const { code, stderr } = await saccade(['train', '--from', 'rdot1', '--preset', 'luong-dot', ...data])
  expect(code).toBe(2)
  expect(stderr).toContain('--from and --preset exclude each other')
  expect((await saccade(['train', '--from', 'nobody', ...data])).stderr).toContain('There is no run “nobody”')
})
