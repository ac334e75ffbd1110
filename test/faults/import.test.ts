// Imports that are killed, run out of disk or lose their file: all of a dataset is there afterwards, or nothing.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commandLine, startSaccade, temporaryFolder, waitUntil } from './saccade.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const file = path.join(folder, 'pairs.tsv')
const PAIRS = 30_000
/** More with SACCADE_KILLS. */
const KILLS = Number(process.env.SACCADE_KILLS ?? 4)

beforeAll(() => {
  const lines = Array.from(
    { length: PAIRS },
    (_, at) => `the ${at} house is ${at % 97}\tdas Haus ${at} ist ${at % 89}\n`,
  )
  fs.writeFileSync(file, lines.join(''))
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const importing = ['data', 'import', file, '--yes', '--json', '--data-dir', data]

async function listed(): Promise<{ id: string; pairs: number; digest: string; unreadable?: string }[]> {
  // Who opens the folder as its host clears it up; `rename` of nothing is the smallest deed that does.
  await startSaccade(['data', 'rename', 'nothing', 'x', '--data-dir', data]).ended
  const { stdout } = await startSaccade(['data', 'list', '--json', '--data-dir', data]).ended
  return JSON.parse(stdout) as Awaited<ReturnType<typeof listed>>
}

test('an import that is killed at any moment leaves nothing half made', async () => {
  for (let kill = 0; kill < KILLS; kill++) {
    const running = startSaccade(importing)
    const begun = performance.now()
    const seen = () =>
      fs.existsSync(path.join(data, 'datasets')) && fs.readdirSync(path.join(data, 'datasets')).length > 0
    while (!seen() && performance.now() - begun < 60_000) await wait(5)
    await wait(Math.random() * 900)
    running.process.kill('SIGKILL')
    await running.ended
    const datasets = await listed()
    for (const { pairs, unreadable } of datasets) expect([pairs, unreadable]).toEqual([PAIRS, undefined])
    const names = fs.readdirSync(path.join(data, 'datasets'))
    expect(names.sort()).toEqual(datasets.map(({ id }) => id).sort())
  }
  const { code, stdout } = await startSaccade(importing).ended
  expect([code, (await listed()).length]).toEqual([0, 1])
  expect(JSON.parse(stdout)).toMatchObject({ pairs: PAIRS, searchable: true })
})

test('a full disk, a file that is cut off and one that is gone end in words, and nothing is left', async () => {
  const bad = path.join(folder, 'bad.tsv')
  fs.writeFileSync(bad, `${'a\tb\n'.repeat(20_000)}only one side\n`)
  const broken = await startSaccade(['data', 'import', bad, '--yes', '--data-dir', data]).ended
  expect(broken.stderr).toMatch(/bad\.tsv:20001/)
  const gone = await startSaccade(['data', 'import', path.join(folder, 'none.tsv'), '--yes', '--data-dir', data]).ended
  expect(gone.stderr).toMatch(/none\.tsv/)
  expect(await listed()).toHaveLength(1)
  expect(fs.readdirSync(path.join(data, 'datasets'))).toHaveLength(1)

  const disk = path.join(folder, 'disk')
  fs.mkdirSync(disk)
  const rest = ['--user', '--map-root-user', '--mount', 'bash', '-c']
  const words = commandLine(['data', 'import', file, '--yes', '--data-dir', disk]).map((one) => `'${one}'`)
  const script = `mount -t tmpfs -o size=1500k tmpfs ${disk} && ${words.join(' ')}; ls -A ${disk}/datasets`
  const { stdout, stderr } = spawnSync('unshare', [...rest, script], { encoding: 'utf8', timeout: 200_000 })
  if (/unshare|mount/.test(stderr)) {
    console.warn(`full disk: left out, ${stderr.trim()}`)
    return
  }
  expect(stderr).toMatch(/disk is full/)
  expect(stdout.trim()).toBe('')
})

test('an import that another terminal’s host carries out goes on when that terminal is done', async () => {
  const both = path.join(folder, 'two terminals')
  const of = (pairs: string) => ['data', 'import', pairs, '--yes', '--json', '--no-index', '--data-dir', both]
  const large = path.join(folder, 'large.tsv')
  fs.writeFileSync(
    large,
    Array.from({ length: 5 }, (_, copy) => fs.readFileSync(file, 'utf8').replaceAll('house', `house ${copy}`)).join(''),
  )
  // The first holds the folder, and lingers with an import of its own until the second has begun.
  const first = startSaccade(of(file))
  await waitUntil(() => fs.existsSync(path.join(both, 'host.sock')), 'the first terminal holds the folder')
  const second = startSaccade(of(large))
  const [one, other] = await Promise.all([first.ended, second.ended])
  expect([one.code, other.code, other.stderr]).toEqual([0, 0, expect.not.stringMatching(/ended before/)])
  expect(JSON.parse(other.stdout)).toMatchObject({ pairs: 5 * PAIRS })
})
