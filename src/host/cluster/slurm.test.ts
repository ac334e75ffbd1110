// What Slurm says, told by stand-ins first in PATH: a shell script for each of its programs.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { callSlurm } from './call-slurm.ts'
import { createLooking } from './look.ts'
import { type SlurmState, isOpen, slurmStates, slurmText } from './slurm-states.ts'
import { type SweepFolder, placesOfTask } from './sweep-folder.ts'

const { PATH } = process.env
let folder = ''
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-slurm-'))
  fs.mkdirSync(path.join(folder, 'bin'))
  process.env.PATH = `${path.join(folder, 'bin')}${path.delimiter}${PATH ?? ''}`
  for (const program of ['sbatch', 'squeue', 'sacct', 'scontrol', 'scancel']) standIn(program, 'exit 1')
})
afterEach(() => {
  process.env.PATH = PATH
  delete process.env.SQUEUE_STATES
  fs.rmSync(folder, { recursive: true, force: true })
})

function standIn(program: string, script: string): void {
  fs.writeFileSync(path.join(folder, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
}
const says = (program: string, ...lines: readonly string[]): void =>
  standIn(program, `cat <<'END'\n${lines.map((line) => `${line}\n`).join('')}END`)

const SUBMITTED = Date.parse('2026-11-30T12:27:30')
const job = (number: number, ...tasks: number[]) => ({ job: `${number}`, submitted: SUBMITTED, tasks, token: 'abc' })
const queued = (of: number, task: number, state: string, reason = 'None', whose = 'saccade:abc|/elsewhere/slurm.sh') =>
  `${of}|${task}|${state}|${reason}|${whose}`
const texts = ({ states }: { states: ReadonlyMap<number, SlurmState> }) =>
  Object.fromEntries([...states].map(([task, state]) => [task, `${slurmText(state)}${isOpen(state) ? ', open' : ''}`]))

/** As Slurm 22.05 printed it of its accounting, after nodes were lost, jobs queued before others, ended, and cancelled. */
const ACCOUNTED = [
  '1_0|COMPLETED|0:0|2026-11-30T12:27:31|',
  '1_1|FAILED|3:0|2026-11-30T12:27:31|',
  '1_2|OUT_OF_MEMORY|0:125|2026-11-30T12:27:31|',
  '1_3|TIMEOUT|0:0|2026-11-30T12:27:31|',
  '1_4|CANCELLED by 0|0:0|2026-11-30T12:27:31|',
  '1_5|FAILED|0:9|2026-11-30T12:27:31|',
  '7_[0-2,4-9%2]|CANCELLED by 0|0:0|2026-11-30T12:27:34|',
  '8_0|REQUEUED|0:0|2026-11-30T12:27:47|',
  '8_1|CANCELLED|0:15|2026-11-30T12:27:47|',
  '8_0|CANCELLED by 0|0:0|2026-11-30T12:27:50|',
  '10_0|PREEMPTED|0:0|2026-11-30T12:27:51|',
  '10_1|PREEMPTED|0:0|2026-11-30T12:27:51|',
  '10_0|PENDING|0:0|2026-11-30T12:27:56|',
  '18_0|NODE_FAIL|0:0|2026-11-30T12:28:25|',
  '18_1|RUNNING|0:0|2026-11-30T12:28:25|',
  '18_[0-3]|PENDING|0:0|2026-11-30T12:28:25|',
  '23_0|PREEMPTED|0:15|2026-11-30T12:30:31|',
  '36_1|FAILED|0:9|2026-11-30T12:37:24|',
  '36_[1-3%3]|PENDING|0:0|2026-11-30T12:37:24|',
]

test('a program of Slurm that hangs is left after a while, and at once when nobody waits for it', async () => {
  standIn('squeue', 'exec sleep 60')
  await expect(callSlurm('squeue', [], { limit: 50 })).rejects.toThrow('squeue did not answer within 0.05 seconds')
  const given = new AbortController()
  const asked = callSlurm('squeue', [], { signal: given.signal })
  given.abort(new Error('closed'))
  await expect(asked).rejects.toThrow('closed')
})

test('what the queue lists is open whatever it is called, and long lists of tasks are not cut off', async () => {
  says('squeue', queued(7, 0, 'SIGNALING'), queued(7, 1, 'REQUEUE_HOLD', 'JobHeldUser'), queued(7, 2, 'UNHEARD_OF'))
  says('sacct', '7_3|TIMEOUT|0:0', '7_[4]|CANCELLED by 0|0:0')
  expect(texts(await slurmStates(folder, [job(7, 0, 1, 2, 3, 4)]))).toEqual({
    ...{ 0: 'SIGNALING, open', 1: 'REQUEUE_HOLD (JobHeldUser), open', 2: 'UNHEARD_OF, open' },
    ...{ 3: 'TIMEOUT', 4: 'CANCELLED (by user 0)' },
  })
  // Nor hidden by what somebody usually wants to see.
  process.env.SQUEUE_STATES = 'RUNNING'
  standIn('squeue', 'echo "7|0|$SLURM_BITSTR_LEN$SQUEUE_STATES|None|saccade:abc|"')
  expect((await slurmStates(folder, [job(7, 0)])).states.get(0)?.state).toBe('0')
})

test('the accounting tells how tasks ended, the queue what is open, and what came before is not forgotten', async () => {
  says('sacct', ...ACCOUNTED)
  says('squeue', queued(10, 0, 'PENDING', 'BeginTime'), queued(10, 1, 'RUNNING'), queued(18, 0, 'PENDING', 'BeginTime'))
  const of = async (...jobs: ReturnType<typeof job>[]) => texts(await slurmStates(folder, jobs))
  expect(await of(job(1, 0, 1, 2, 3, 4, 5))).toEqual({
    ...{ 0: 'COMPLETED', 1: 'FAILED (exit code 3)', 2: 'OUT_OF_MEMORY', 3: 'TIMEOUT', 4: 'CANCELLED (by user 0)' },
    ...{ 5: 'FAILED (signal 9)' },
  })
  expect(await of(job(7, 0, 3, 9))).toEqual({ 0: 'CANCELLED (by user 0)', 9: 'CANCELLED (by user 0)' })
  expect(await of(job(8, 0, 1))).toEqual({ 0: 'CANCELLED (by user 0)', 1: 'CANCELLED (signal 15)' })
  expect(await of(job(10, 0, 1))).toEqual({
    ...{ 0: 'PENDING (BeginTime, after PREEMPTED), open', 1: 'RUNNING (after PREEMPTED), open' },
  })
  // What the accounting has not heard of yet is as the queue has it: over, where that lists it no more.
  expect(await of(job(18, 0, 1, 2))).toEqual({ 0: 'PENDING (BeginTime, after NODE_FAIL), open' })
  expect(await of(job(36, 1, 2))).toEqual({ 1: 'FAILED (signal 9)' })
  // Handed over twice, it is open while either is.
  expect(await of(job(10, 0), job(23, 0))).toEqual({ 0: 'PENDING (BeginTime, after PREEMPTED), open' })
  expect(await of(job(23, 0), job(8, 0))).toEqual({ 0: 'CANCELLED (by user 0)' })
})

test('jobs of others under the same numbers say nothing of the tasks of a folder', async () => {
  says(
    'squeue',
    queued(7, 0, 'PENDING', 'None', '|/of/another.sh'),
    queued(7, 1, 'PENDING', 'None', `|${folder}/slurm.sh`),
  )
  says('sacct', '7_2|FAILED|1:0|2026-11-20T12:00:00|', '7_3|FAILED|1:0|2026-11-30T13:00:00|saccade:other')
  expect(texts(await slurmStates(folder, [job(7, 0, 1, 2, 3)]))).toEqual({ 1: 'PENDING, open' })
  standIn('sacct', 'exit 1')
  const remembered = (task: number, more: string) =>
    `JobId=9 ArrayJobId=7 ArrayTaskId=${task} JobState=FAILED ExitCode=1:0 ${more}`
  says(
    'scontrol',
    remembered(2, 'Command=/of/another.sh WorkDir=/'),
    remembered(3, `Comment=saccade:abc Command=/x WorkDir=/`),
    remembered(4, `Command=${folder}/slurm.sh WorkDir=/`),
  )
  expect(texts(await slurmStates(folder, [job(7, 0, 1, 2, 3, 4)]))).toEqual({
    ...{ 1: 'PENDING, open', 3: 'FAILED (exit code 1)', 4: 'FAILED (exit code 1)' },
  })
})

const task = { label: '', point: {} }
const described = (id: string): SweepFolder => ({
  ...{
    format: 'saccade sweep folder',
    version: 1,
    id,
    name: '',
    created: 0,
    sweep: {},
    scores: [],
    tasks: [task, task],
  },
})
const wish = { metric: 'valid/loss', known: () => undefined } as const
function write(number: number, state: object): void {
  const { root, state: file } = placesOfTask(folder, number)
  fs.mkdirSync(root, { recursive: true })
  const of = { state: 'running', reason: '', step: 3, steps: 9, heartbeat: 0, machine: 'node', pid: 1, log: [] }
  fs.writeFileSync(file, JSON.stringify({ ...of, ...state }))
}
const hand = (...tasks: number[]): void =>
  fs.writeFileSync(path.join(folder, 'slurm.json'), JSON.stringify({ jobs: [job(7, ...tasks)] }))

test('a task that Slurm says is running is not lost for a clock that differs', async () => {
  hand(0, 1)
  says('squeue', queued(7, 0, 'RUNNING'), queued(7, 1, 'PENDING'))
  for (const number of [0, 1]) write(number, {})
  const { tasks } = await createLooking(Date.now).look(folder, described('s'), wish)
  expect(tasks.map(({ state }) => state)).toEqual(['running', 'waiting'])
})

test('nor is one that is seen to write, and one that does not is, whatever its clock says', async () => {
  let now = 1_000_000_000
  const { look } = createLooking(() => now)
  const states = async () => (await look(folder, described('s'), wish)).tasks.map(({ state }) => state)
  write(0, { heartbeat: 0 })
  write(1, { heartbeat: 2 * now })
  expect(await states()).toEqual(['lost', 'running'])
  now += 100_000
  write(0, { heartbeat: 10_000 })
  expect(await states()).toEqual(['running', 'running'])
  now += 100_000
  expect(await states()).toEqual(['running', 'lost'])
})

test('one that has finished is not lost before its bundle had time to be seen', async () => {
  let now = 1_000_000_000
  const { look } = createLooking(() => now)
  write(0, { state: 'finished', heartbeat: now })
  const first = async () => (await look(folder, described('s'), wish)).tasks[0]
  expect(await first()).toMatchObject({ state: 'running', reason: '' })
  now += 200_000
  expect(await first()).toMatchObject({ state: 'lost', reason: 'it had finished, and its bundle is not there' })
  fs.writeFileSync(placesOfTask(folder, 0).bundle, '')
  expect(await first()).toMatchObject({ state: 'finished' })
})

test('where nobody answers how tasks ended, what was known of it stays, and that is told', async () => {
  let now = 1_000_000_000
  const looking = createLooking(() => now)
  const look = async () => {
    const { tasks, slurmTrouble } = await looking.look(folder, described('s'), wish)
    return [tasks[0]?.slurm, tasks[1]?.slurm, slurmTrouble?.message]
  }
  hand(0, 1)
  says('squeue', queued(7, 0, 'RUNNING'))
  says('sacct', '7_1|FAILED|1:0|2026-11-30T12:27:31|')
  expect(await look()).toEqual(['RUNNING', 'FAILED (exit code 1)', undefined])
  now += 20_000
  standIn('sacct', 'echo "sacct: error: Slurm accounting storage is disabled" >&2; exit 1')
  expect(await look()).toEqual(['RUNNING', 'FAILED (exit code 1)', undefined])
  now += 20_000
  says('squeue')
  standIn('sacct', 'echo "sacct: error: Socket timed out on send/recv operation" >&2; exit 1')
  const silent = ['', 'FAILED (exit code 1)', 'sacct failed: sacct: error: Socket timed out on send/recv operation']
  expect(await look()).toEqual(silent)
  now += 59_000
  standIn('sacct', 'touch "$0.asked"')
  expect([await look(), fs.existsSync(path.join(folder, 'bin', 'sacct.asked'))]).toEqual([silent, false])
})

test('of one silence that many looks hear of, each hears when Slurm is asked again', async () => {
  let now = 1_000_000_000
  const looking = createLooking(() => now)
  standIn('squeue', 'echo no controller >&2; exit 1')
  hand(0, 1)
  const all = async () => {
    const looks = ['a', 'b', 'c', 'd', 'e'].map((id) => looking.look(folder, described(id), wish))
    return new Set((await Promise.all(looks)).map(({ slurmTrouble }) => (slurmTrouble?.again ?? 0) - now))
  }
  expect(await all()).toEqual(new Set([60_000]))
  now += 60_000
  // One that had nothing to ask makes nothing good.
  const other = path.join(folder, 'other')
  fs.mkdirSync(other)
  const pending = { token: 'x', submitted: now, tasks: [0] }
  fs.writeFileSync(path.join(other, 'slurm.json'), JSON.stringify({ jobs: [], pending }))
  expect((await looking.look(other, described('o'), wish)).slurmTrouble).toBeNull()
  expect(await all()).toEqual(new Set([120_000]))
})

test('a Slurm that does not answer is asked again after a minute, then less and less often', async () => {
  let now = 1_000_000_000
  const looking = createLooking(() => now)
  const trouble = async () => (await looking.look(folder, described('s'), wish)).slurmTrouble
  const calls = path.join(folder, 'calls')
  const asked = () => fs.readFileSync(calls, 'utf8').trim().split('\n').length
  hand(0, 1)
  says('squeue', queued(7, 0, 'PENDING'))
  expect(await trouble()).toBeNull()
  standIn('squeue', `echo call >> '${calls}'; echo 'no controller' >&2; exit 1`)
  now += 20_000
  const first = { at: now, again: now + 60_000, message: 'squeue failed: no controller' }
  expect(await trouble()).toEqual(first)
  now += 59_000
  // What it said before is told meanwhile.
  const { tasks, slurmTrouble } = await looking.look(folder, described('s'), wish)
  expect([tasks[0]?.slurm, slurmTrouble, asked()]).toEqual(['PENDING', first, 1])
  now += 1000
  expect(await trouble()).toMatchObject({ at: now, again: now + 120_000 })
  // Of a sweep that lies there by now nothing is known by that one.
  expect((await looking.look(folder, described('another'), wish)).tasks[0]?.slurm).toBe('')
  looking.forgetSlurm()
  says('squeue', queued(7, 0, 'RUNNING'))
  expect(await trouble()).toBeNull()
  expect(asked()).toBe(2)
})
