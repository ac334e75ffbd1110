// A disk that fills up while a run trains. The disk is a small tmpfs in a mount namespace of its own, which an
// ordinary user may have on most Linux systems; where not, the test is left out and says so.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { type Event, commandLine, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const NAMESPACE = ['unshare', '--user', '--map-root-user', '--mount']
const disk = path.join(folder, 'disk')
fs.mkdirSync(disk)
const probe = shell(`mount -t tmpfs -o size=64k tmpfs ${disk}`)
const why = probe.status === 0 ? '' : `no mount namespace for this user: ${probe.error?.message ?? probe.stderr.trim()}`
if (why) console.warn(`full disk: left out, ${why}`)

function shell(script: string) {
  const [program = '', ...args] = NAMESPACE
  return spawnSync(program, [...args, 'bash', '-c', script], { encoding: 'utf8', timeout: 200_000 })
}

function quoted(args: readonly string[]): string {
  return commandLine(args)
    .map((word) => `'${word}'`)
    .join(' ')
}

const SMALL = [
  '--task',
  'copy',
  '--preset',
  'bigru-bahdanau',
  '--name',
  'full',
  '--set',
  'training.earlyStopping.goal=null',
]
const TINY = ['hidden=6', 'embedding=4'].flatMap((text) =>
  ['encoder', 'decoder'].flatMap((side) => ['--set', `model.${side}.${text}`]),
)

// The third says whether the first evaluation finds room.
test.skipIf(why !== '').each([
  // The weights and Adam's two moments of this model are some 3 MB.
  ['a checkpoint', '2m', 'not stored', ['--set', 'training.steps=20', '--set', 'evaluation.every=10']],
  // Checkpoints are small here; every step's numbers and every second step's maps fill the history's log.
  [
    'the history',
    '1200k',
    'stored',
    [
      ...TINY,
      '--set',
      'training.steps=3000',
      '--set',
      'evaluation.every=2',
      '--set',
      'evaluation.watched.growth=1',
      '--set',
      'evaluation.watched.count=32',
      '--set',
      'evaluation.pairs=4',
      '--set',
      'training.batchSize=2',
    ],
  ],
])('no room for %s: the run fails with words and the history stays whole', (_, size, first, settings) => {
  const copy = fs.mkdtempSync(path.join(folder, 'copy-'))
  const train = quoted(['train', ...SMALL, ...settings, '--data-dir', disk, '--json'])
  const show = quoted(['show', 'full', '--data-dir', disk, '--json'])
  const result = shell(
    `mount -t tmpfs -o size=${size} tmpfs ${disk} && { ${train}; echo "exit $?"; ${show} > ${copy}/show.json; cp -r ${disk}/. ${copy}; }`,
  )
  expect(result.stdout, result.stderr).toContain('exit 1\n')
  expect(result.stderr).toMatch(/error: .*the disk is full/)
  const events = result.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Event)
  expect(events.at(-1)).toMatchObject({ event: 'finished', state: 'failed' })

  const database = new Sqlite(path.join(copy, 'history.sqlite'))
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
  const stored = database.prepare('SELECT step FROM evaluation').pluck().all()
  database.close()
  const told = events.flatMap(({ event, step }) => (event === 'evaluation' ? [step] : []))
  expect(stored).toEqual(expect.arrayContaining(told))
  if (first === 'stored') expect(told.length).toBeGreaterThan(0)
  else expect([...told, ...stored]).toEqual([])
  const shown: unknown = JSON.parse(fs.readFileSync(path.join(copy, 'show.json'), 'utf8'))
  expect(shown).toMatchObject({
    name: 'full',
    state: 'failed',
    reason: expect.stringMatching(/the disk is full/),
  })
  // F25: what ended the worker is what is said, not that it is lost.
  const { log } = shown as { log: readonly { level: string; text: string }[] }
  const errors = log.filter(({ level }) => level === 'error').map(({ text }) => text)
  expect(errors.join('\n')).toMatch(/the disk is full/)
  expect(errors.join('\n')).not.toContain('worker process was lost')
  expect(fs.readdirSync(copy, { recursive: true }).filter((name) => String(name).endsWith('.partial'))).toEqual([])
})
