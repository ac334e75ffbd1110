// Hand-overs to a stand-in for Slurm, first in PATH.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { slurmSettingsSchema } from '../../shared/sweeps/slurm-settings.ts'
import { expandSweep } from '../../shared/sweeps/expand.ts'
import { readSweep } from '../../shared/sweeps/read-sweep.ts'
import { configuration } from '../fixtures/scripted-host.ts'
import { handedOver } from './slurm-record.ts'
import { cancelJobs } from './slurm.ts'
import { handToSlurm } from './submit.ts'
import { createLooking } from './look.ts'
import { openSweepFolder, writeSweepFolder } from './sweep-folder.ts'

const { PATH } = process.env
const settings = slurmSettingsSchema.parse({ setup: ['module load cuda'] })
let root = ''
let folder = ''
beforeEach(async () => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-hand-over-'))
  folder = path.join(root, 'a sweep')
  fs.mkdirSync(path.join(root, 'bin'))
  process.env.PATH = `${path.join(root, 'bin')}${path.delimiter}${PATH ?? ''}`
  // Job 7, whose comment is as sbatch was given it, and job 8, which is another's; both with two tasks.
  standIn('sbatch', `echo "$2" >> '${root}/calls'; echo "\${2#--comment=}" > '${root}/comment'; echo 7`)
  standIn(
    'squeue',
    `case "$*" in
      *--me*) echo "8|"; [ ! -e '${root}/comment' ] || echo "7|$(cat '${root}/comment')";;
      *) for task in 0 1; do
        echo "7|$task|PENDING|None|$(cat '${root}/comment')|/elsewhere/slurm.sh"
        echo "8|$task|PENDING|None||/of/another.sh"
        echo "9|$task|PENDING|None||${root}/a sweep/slurm.sh"
      done;;
    esac`,
  )
  standIn('sacct', 'exit 1')
  standIn('scontrol', 'exit 1')
  standIn('scancel', `echo "$@" > '${root}/cancelled'`)
  const sweep = { name: 'two', base: configuration(), axes: [], seeds: [1, 2] }
  await writeSweepFolder(folder, { name: 'two', sweep, expansion: expandSweep(readSweep(sweep)), scores: [] })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.env.PATH = PATH
  fs.rmSync(root, { recursive: true, force: true })
})

function standIn(program: string, script: string): void {
  fs.writeFileSync(path.join(root, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}
const hand = (slurm: typeof settings | null = settings) => handToSlurm({ folder, slurm, program: ['saccade'] })
const callsOfSbatch = () => fs.readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n').length

test('a job whose number got lost is found again, and not handed over twice', async () => {
  const whole = fs.readFileSync(path.join(root, 'bin', 'sbatch'), 'utf8')
  fs.writeFileSync(path.join(root, 'bin', 'sbatch'), `${whole}\nexit 1`)
  await expect(hand()).rejects.toThrow('sbatch failed')
  expect(await handedOver(folder)).toMatchObject({ jobs: [], pending: { tasks: [0, 1] } })
  expect(await hand(null)).toEqual({ job: null, handed: [] })
  expect(callsOfSbatch()).toBe(1)
  expect(await handedOver(folder)).toMatchObject({ jobs: [{ job: '7', tasks: [0, 1] }], settings })

  // Nobody needs to hand over for that: who looks a while later finds it as well.
  const file = path.join(folder, 'slurm.json')
  const record = await handedOver(folder)
  fs.writeFileSync(file, JSON.stringify({ ...record, jobs: [], pending: { ...record.jobs[0], settings } }))
  const wish = { metric: 'valid/loss', known: () => undefined } as const
  const look = async (later: number) =>
    (await createLooking(() => Date.now() + later).look(folder, await openSweepFolder(folder), wish)).tasks
  expect((await look(0)).map(({ slurm }) => slurm)).toEqual(['', ''])
  expect((await look(200_000)).map(({ slurm }) => slurm)).toEqual(['PENDING', 'PENDING'])
  expect(await handedOver(folder)).toEqual(record)

  // One that Slurm never took is handed over.
  fs.rmSync(path.join(folder, 'slurm.json'))
  await expect(hand()).rejects.toThrow('sbatch failed')
  fs.rmSync(path.join(root, 'comment'))
  fs.writeFileSync(path.join(root, 'bin', 'sbatch'), whole)
  expect(await hand(null)).toEqual({ job: '7', handed: [0, 1] })
  expect((await handedOver(folder)).pending).toBeUndefined()
})

test('one hands over at a time, and what was cut off is in nobody’s way', async () => {
  const lock = path.join(folder, 'slurm.lock')
  const holds = (machine: string, pid: number, ago: number) =>
    fs.writeFileSync(lock, JSON.stringify({ machine, pid, since: Date.now() - ago, hold: 'x' }))
  const refused = `by process ${process.ppid} on`
  for (const machine of [os.hostname(), 'another']) {
    holds(machine, process.ppid, 1000)
    await expect(hand()).rejects.toThrow(refused)
    await expect(cancelJobs(folder)).rejects.toThrow(refused)
  }
  holds(os.hostname(), 2 ** 30, 1000) // no process has this number
  expect((await hand()).handed).toEqual([0, 1])
  holds('another', process.ppid, 601_000)
  expect((await hand()).handed).toEqual([])
  expect(fs.readdirSync(folder).filter((name) => name.includes('lock'))).toEqual([])
  // Of several at once one hands over.
  fs.rmSync(path.join(folder, 'slurm.json'))
  await Promise.allSettled([hand(), hand(), hand()])
  expect(callsOfSbatch()).toBe(2)
})

test('jobs of others are not cancelled, and settings of others not submitted', async () => {
  await hand()
  const file = path.join(folder, 'slurm.json')
  const { jobs } = await handedOver(folder)
  const more = ['8', '9'].map((job) => ({ job, submitted: 1, tasks: [job === '8' ? 0 : 1] }))
  for (const [all, cancelled] of [
    [[...more, ...jobs], '7 9'],
    [more, '9'],
  ] as const) {
    fs.writeFileSync(file, JSON.stringify({ jobs: all, settings }))
    await cancelJobs(folder)
    expect(fs.readFileSync(path.join(root, 'cancelled'), 'utf8').trim()).toBe(cancelled)
  }

  vi.spyOn(process, 'getuid').mockReturnValue(fs.statSync(file).uid + 1)
  await expect(hand(null)).rejects.toMatchObject({
    message: expect.stringContaining('was written by another user') as string,
    hint: expect.stringContaining('settings of your own') as string,
  })
  expect(callsOfSbatch()).toBe(1)
})
