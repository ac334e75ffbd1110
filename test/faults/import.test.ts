// Imports that are killed, run out of disk or lose their file: all of a dataset is there afterwards, or nothing.
import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host.ts'
import { startHost } from '../support/trained-host.ts'
import { commandLine, startSaccade, temporaryFolder, waitUntil } from './saccade.ts'

const folder = temporaryFolder()
const data = path.join(folder, 'data')
const datasets = path.join(data, 'datasets')
const file = path.join(folder, 'pairs.tsv')
/** So many that a search index is made of them, too. */
const PAIRS = 21_000
/** Others with SACCADE_KILLS. */
const KILLS = Number(process.env.SACCADE_KILLS ?? 20)

beforeAll(() => fs.writeFileSync(file, lines(PAIRS)))
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

function lines(count: number): string {
  return Array.from(
    { length: count },
    (_, at) => `the ${at} house is ${at % 97}\tdas Haus ${at} ist ${at % 89}\n`,
  ).join('')
}
const importing = ['data', 'import', file, '--yes', '--json', '--data-dir', data]
const entries = () => (fs.existsSync(datasets) ? fs.readdirSync(datasets) : [])

/** Does something as the next host of the data folder, which clears up first. */
async function asHost<Result>(work: (host: Host) => Promise<Result>): Promise<Result> {
  const host = startHost(data, { startQueued: false })
  try {
    return await work(host)
  } finally {
    await host.close()
  }
}

test('an import that is killed at any moment leaves nothing half made', async () => {
  // How long one works from its first sign to its end: kills fall anywhere in it, and some after it.
  let longest = 400
  for (let kill = 0; kill < KILLS; kill++) {
    const before = entries().length
    const running = startSaccade(importing)
    while (entries().length === before && running.process.exitCode === null) await wait(2)
    const seen = performance.now()
    await Promise.race([running.ended, wait(Math.random() * longest)])
    if (running.process.exitCode !== null) longest = 1.1 * (performance.now() - seen)
    running.process.kill('SIGKILL')
    await running.ended
    await asHost(async ({ api }) => {
      const list = await api.datasets.list()
      for (const { pairs, unreadable } of list) expect([pairs, unreadable]).toEqual([PAIRS, undefined])
      expect(entries().sort()).toEqual(list.map(({ id }) => id).sort())
      // Where there is one already, an import of the same is thrown away: the next begins anew.
      if (kill % 2 === 1) await api.datasets.discard({ datasets: list.map(({ id }) => id) })
    })
  }
  const { code, stdout } = await startSaccade(importing).ended
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ pairs: PAIRS, searchable: true })
  expect(entries()).toHaveLength(1)
})

test('a pipe, and a file with a bad row, that is gone, changes or vanishes end in words, and nothing is left', async () => {
  const before = entries()
  const place = (name: string) => path.join(folder, name)
  execFileSync('mkfifo', [place('pipe')])
  fs.writeFileSync(place('bad.tsv'), `${lines(20_000)}only one side\n`)
  for (const name of ['changes.tsv', 'vanishes.tsv']) fs.writeFileSync(place(name), lines(60_000))
  await asHost(async ({ api, events }) => {
    const failure = (name: string) =>
      api.datasets.import({ recipe: { files: [{ path: place(name) }] }, task: name }).then(
        () => expect.fail(`${name} was imported`),
        (error: unknown) => error,
      )
    expect(await failure('pipe')).toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/pipe is not an ordinary file/),
    })
    expect(await failure('none.tsv')).toMatchObject({ code: 'bad-data', message: expect.stringMatching(/none\.tsv/) })
    expect(await failure('bad.tsv')).toMatchObject({
      code: 'bad-data',
      message: expect.stringMatching(/bad\.tsv:20001/),
    })
    const once = new Map([
      ['changes.tsv', () => fs.appendFileSync(place('changes.tsv'), 'one\tmore\n')],
      ['vanishes.tsv', () => fs.rmSync(place('vanishes.tsv'))],
    ])
    events.on('datasetProgress', ({ task }) => {
      once.get(task)?.()
      once.delete(task)
    })
    expect(await failure('changes.tsv')).toMatchObject({
      message: expect.stringMatching(/changes\.tsv changed while it was read/),
    })
    expect(await failure('vanishes.tsv')).toMatchObject({
      message: expect.stringMatching(/vanishes\.tsv vanished while it was read/),
    })
    expect(entries()).toEqual(before)
  })
})

const disk = path.join(folder, 'disk')
/** Runs a command with its data folder on a disk of so much room, and lists its datasets; null where none can be mounted. */
function onSmallDisk(size: string, args: readonly string[]): { stdout: string; stderr: string; left: string[] } | null {
  fs.mkdirSync(disk, { recursive: true })
  const rest = ['--user', '--map-root-user', '--mount', 'bash', '-c']
  const words = commandLine([...args, '--data-dir', disk]).map((one) => `'${one}'`)
  const script = `mount -t tmpfs -o size=${size} tmpfs ${disk} && ${words.join(' ')}; echo; echo left; ls -A ${disk}/datasets`
  const { stdout, stderr } = spawnSync('unshare', [...rest, script], { encoding: 'utf8', timeout: 200_000 })
  if (/unshare|mount:/.test(stderr)) {
    console.warn(`full disk: left out, ${stderr.trim()}`)
    return null
  }
  const [told = '', left = ''] = stdout.split('\nleft\n')
  return { stdout: told, stderr, left: left.split('\n').filter((name) => name !== '') }
}

test('a full disk ends an import in words, and nothing is left', () => {
  const result = onSmallDisk('1500k', ['data', 'import', file, '--yes'])
  if (!result) return
  expect(result.stderr).toMatch(/disk is full/)
  expect(result.left).toEqual([])
})

test('a training on a file goes on where the disk has no room for a dataset of it', () => {
  const small = ['encoder', 'decoder'].flatMap((side) => ['--set', `model.${side}.hidden=4`])
  const training = ['train', '--data', file, '--preset', 'bigru-bahdanau', ...small, '--set', 'training.steps=2']
  const rest = ['--set', 'evaluation.pairs=2', '--set', 'data.vocabulary.maximumSize=50', '--eager']
  const result = onSmallDisk('20m', [...training, ...rest])
  if (!result) return
  expect(result.stderr).toMatch(/warning: Its pairs are not kept as a dataset\. The disk with .* has \d+ MB left/)
  expect(result.stdout).toMatch(/finished at step 2/)
  expect(result.left).toEqual([])
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
