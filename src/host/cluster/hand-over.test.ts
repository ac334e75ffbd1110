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
import { handedOver, hasJobs, isInSlurm } from './slurm-record.ts'
import { overriding } from './slurm-script.ts'
import { cancelJobs, settlePending, submitArray } from './slurm.ts'
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
/** As if it had been long since a hand-over that had no answer. */
async function waited(of: string): Promise<void> {
  const { pending, ...handed } = await handedOver(of)
  fs.writeFileSync(
    path.join(of, 'slurm.json'),
    JSON.stringify({ ...handed, pending: pending && { ...pending, submitted: Date.now() - 130_000 } }),
  )
}
const callsOfSbatch = () => fs.readFileSync(path.join(root, 'calls'), 'utf8').trim().split('\n').length

test('a job whose number got lost is found again, and not handed over twice', async () => {
  const whole = fs.readFileSync(path.join(root, 'bin', 'sbatch'), 'utf8')
  fs.writeFileSync(path.join(root, 'bin', 'sbatch'), `${whole}\nexit 1`)
  await expect(hand()).rejects.toMatchObject({ fault: 'unsure', said: '', message: 'sbatch failed: ' })
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
  // Not before it is sure that Slurm, which may be busy, will not take it any more.
  for (const deed of [() => hand(null), () => cancelJobs(folder)])
    await expect(deed()).rejects.toMatchObject({
      code: 'wrong-state',
      hint: expect.stringContaining('Try again') as string,
    })
  await waited(folder)
  expect(await hand(null)).toEqual({ job: '7', handed: [0, 1] })
  expect((await handedOver(folder)).pending).toBeUndefined()
})

test('what Slurm plainly refuses it has not; where it did not answer it may have it', async () => {
  const says = (words: string) => standIn('sbatch', `echo 'sbatch: of this site' >&2; echo '${words}' >&2; exit 1`)
  for (const refusal of [
    'sbatch: error: invalid partition specified: x',
    'sbatch: error: Requested time limit is invalid',
  ]) {
    says(refusal)
    await expect(hand()).rejects.toMatchObject({ fault: 'refused', said: refusal })
    expect(isInSlurm(await handedOver(folder))).toBe(false)
  }
  says('sbatch: error: Batch job submission failed: Socket timed out on send/recv operation')
  await expect(hand()).rejects.toMatchObject({
    fault: 'silent',
    message: expect.stringContaining('timed out') as string,
  })
  expect(hasJobs(await handedOver(folder))).toBe(true)
  await waited(folder)
  // Given up meanwhile, nothing was begun; and what had no answer can be handed over again.
  const given = AbortSignal.abort(new Error('given up'))
  await expect(submitArray({ folder, name: '', tasks: [0], saccade: [], again: 75 }, settings, given)).rejects.toThrow(
    'given up',
  )
  await settlePending(folder)
  const record = await handedOver(folder)
  expect([record, hasJobs(record), isInSlurm(record)]).toEqual([
    { jobs: [], settings, pending: undefined },
    false,
    true,
  ])
})

test('jobs go to the one cluster that is asked about them, and as the settings say', async () => {
  const of = (...sbatch: string[]) => slurmSettingsSchema.parse({ sbatch })
  for (const line of ['--clusters=x', '#SBATCH --qos=long -M x', '--cluster x', '-Mx'])
    await expect(hand(of(line))).rejects.toThrow('names clusters')
  vi.stubEnv('SBATCH_CLUSTERS', 'x')
  await expect(hand()).rejects.toThrow('SBATCH_CLUSTERS names clusters')
  vi.unstubAllEnvs()
  expect(fs.existsSync(path.join(root, 'calls'))).toBe(false)
  expect(overriding(of('--qos=long', '#SBATCH --time=5 -p x', '--mem-per-gpu 4G'))).toEqual(
    expect.arrayContaining(['SBATCH_QOS', 'SBATCH_TIMELIMIT', 'SBATCH_PARTITION', 'SBATCH_MEM_PER_GPU']),
  )
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
  // One that goes while it is looked at is gone.
  holds('another', process.ppid, 1000)
  const { lstat } = fs.promises
  vi.spyOn(fs.promises, 'lstat').mockImplementationOnce(async (file) => {
    const found = await lstat(file)
    fs.rmSync(file)
    return found
  })
  expect((await hand()).handed).toEqual([])
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
