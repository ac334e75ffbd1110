// A sweep on a real Slurm of its own: one task killed, one cancelled, one over its time limit, and the node lost.
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { placesOfTask } from '../../src/host/cluster/sweep-folder.ts'
import { readTaskState } from '../../src/host/cluster/task-state.ts'
import type { SweepTask, SweepTasks } from '../../src/shared/contract/sweeps.ts'
import { type SlurmCluster, startSlurm } from '../support/slurm.ts'
import { saccade, temporaryFolder } from './saccade.ts'

/** So many that Slurm, which looks at time limits twice a minute, finds it at work while {@link SLOW} naps. */
const LONG = 150
/** Of the eight, those that something happens to. */
const [OVER_TIME, KILLED, CANCELLED] = [0, 1, 2]

const root = temporaryFolder()
const folder = path.join(root, 'tasks of a sweep')
const file = path.join(root, 'eight.sweep.json')
/** While this file is there, those who train nap between their steps, so that they last without wearing out the processor. */
const napping = path.join(root, 'nap')
const score = path.join(root, 'slow.js')
/** “dot”, which naps. */
const SLOW = `import * as tf from '@tensorflow/tfjs-core'
const { existsSync } = process.getBuiltinModule('node:fs')
const never = new Int32Array(new SharedArrayBuffer(4))
export default () => ({
  heads: 1,
  prepare: (outputs) => tf.slice(tf.expandDims(outputs, 1), 0, [-1, -1, -1, 6]), // one direction of two
  score(queries, keys) {
    if (existsSync(${JSON.stringify(napping)})) Atomics.wait(never, 0, 0, 100)
    return tf.matMul(tf.expandDims(queries, 1), keys, false, true)
  },
})
`
let cluster: SlurmCluster | string = ''
beforeAll(async () => {
  cluster = await startSlurm(path.join(root, 'slurm'))
  if (typeof cluster === 'string') console.warn(`The test of Slurm is skipped: ${cluster}.`)
})
afterAll(async () => {
  if (typeof cluster !== 'string') await cluster.end()
  fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 })
})

const small = {
  data: {
    source: { kind: 'task', task: 'reverse', trainPairs: 100, validPairs: 8, minimumLength: 3, maximumLength: 4 },
  },
  model: { encoder: { hidden: 6, embedding: 4, layers: 1 }, decoder: { hidden: 6, embedding: 4, layers: 1 } },
  training: { batchSize: 8 },
  evaluation: { every: 1000, watched: { count: 1 } },
  engine: { compile: 'never' },
}

test('a thousand tasks take one sbatch, and what cannot be read of one keeps none of the others away', async ({
  skip,
}) => {
  if (typeof cluster === 'string') return skip(cluster)
  const { env, command } = cluster
  const [many, calls] = ['thousand', 'calls'].map((name) => path.join(root, name)) as [string, string]
  const counting = path.join(root, 'bin')
  fs.mkdirSync(counting)
  const real = realSbatch(env.PATH ?? '')
  fs.writeFileSync(path.join(counting, 'sbatch'), `#!/bin/sh\necho call >> '${calls}'\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  })
  const inSlurm = { env: { PATH: `${counting}${path.delimiter}${env.PATH ?? ''}`, SLURM_CONF: env.SLURM_CONF ?? '' } }
  const seeds = Array.from({ length: 1000 }, (_, index) => index + 1)
  fs.writeFileSync(file, JSON.stringify({ name: 'thousand', base: small, axes: [], seeds }))
  const run = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await saccade([...args, '--json'], inSlurm)
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  // Held, so that none of them trains.
  await run('sweep', file, '--on', 'slurm', many, '--slurm', 'sbatch=--hold')
  expect(fs.readFileSync(calls, 'utf8')).toBe('call\n')
  fs.writeFileSync(placesOfTask(many, 3).bundle, 'no bundle')
  const data = ['--data-dir', path.join(root, 'history-of-thousand')]
  const { sweep, tasks } = (await run('sweep', 'collect', many, ...data)) as SweepTasks
  expect(tasks.map(({ number }) => number)).toEqual(seeds.map((seed) => seed - 1))
  expect(sweep).toMatchObject({ state: 'running', tasks: { folder: many, open: 1000 } })
  expect(tasks[3]).toMatchObject({ state: 'unreadable', run: null })
  expect(tasks[999]).toMatchObject({ state: 'waiting', slurm: expect.stringContaining('PENDING') as string })
  await run('sweep', 'stop', ...data)
  expect((await command('squeue', '--noheader')).trim()).toBe('')
  const { taskList } = (await run('sweep', 'status', ...data)) as { taskList: readonly SweepTask[] }
  expect(taskList[999]).toMatchObject({ state: 'waiting', slurm: 'CANCELLED', inHands: false })
}, 60_000)

test('eight tasks come in once each, whatever happens to them, and the one over its time goes on bit for bit', async ({
  skip,
}) => {
  if (typeof cluster === 'string') return skip(cluster)
  const { env, command, loseNode, startNode } = cluster
  const steps = [LONG, 30, 31, 3, 4, 5, 6, 7]
  const base = { ...small, model: { ...small.model, attention: { score } } }
  const sweep = { name: 'eight', base, axes: [{ kind: 'grid', settings: { 'training.steps': steps } }] }
  fs.writeFileSync(file, JSON.stringify(sweep))
  fs.writeFileSync(score, SLOW)
  fs.writeFileSync(napping, '')
  const inSlurm = { env: { PATH: env.PATH ?? '', SLURM_CONF: env.SLURM_CONF ?? '' } }
  const json = async (...args: string[]): Promise<unknown> => {
    const { code, stdout, stderr } = await saccade([...args, '--json'], inSlurm)
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  const submit = (...settings: readonly string[]) =>
    json('sweep', file, '--trust-score', '--on', 'slurm', folder, '--slurm', ...settings) as Promise<{
      job: string | null
      tasks: number[]
    }>
  const data = ['--data-dir', path.join(root, 'history')]
  const collect = async (): Promise<readonly SweepTask[]> =>
    ((await json('sweep', 'collect', folder, ...data)) as SweepTasks).tasks
  const stateOf = (task: number) => readTaskState(placesOfTask(folder, task).state)
  const whenRunning = (task: number) => until(() => Promise.resolve(stateOf(task)?.state === 'running'))
  const slurmOf = async (task: number) => (await collect())[task]?.slurm ?? ''

  const { job, tasks } = await submit('timeMinutes=1', 'warnSeconds=59')
  expect(tasks).toEqual([0, 1, 2, 3, 4, 5, 6, 7])

  await whenRunning(KILLED)
  process.kill(stateOf(KILLED)?.pid ?? 0, 'SIGKILL')
  await whenRunning(CANCELLED)
  await command('scancel', `${job}_${CANCELLED}`)
  await until(async () => (await slurmOf(CANCELLED)).startsWith('CANCELLED'))
  const killed = (await collect())[KILLED]
  expect(killed).toMatchObject({ state: 'lost', slurm: 'FAILED (exit code 137)', run: null })
  expect(killed?.log.join('')).not.toBe('')

  // Warned, it makes a checkpoint and waits in the queue again.
  await until(async () => stateOf(OVER_TIME)?.state === 'stopped' && (await slurmOf(OVER_TIME)).startsWith('PENDING'))
  const { step = 0, pid: warned } = stateOf(OVER_TIME) ?? {}
  expect(step).toBeGreaterThan(0)
  expect(step).toBeLessThan(LONG)
  expect((await collect())[OVER_TIME]).toMatchObject({ state: 'waiting', step })
  // What was handed over and still waits is handed over no second time; what was killed or cancelled is.
  expect((await submit('timeMinutes=30')).tasks).toEqual([KILLED, CANCELLED])

  /** What is queued again waits for two minutes, unless it is told otherwise; and it is given time now. */
  const startAtOnce = async (): Promise<void> => {
    const waiting = await command('squeue', '--noheader', '--array', '--states=PENDING', '--format=%i')
    for (const id of waiting.split('\n').filter(Boolean))
      await command('scontrol', 'update', `JobId=${id}`, 'StartTime=now', 'TimeLimit=30').catch(() => '')
  }
  await until(async () => {
    await startAtOnce()
    const state = stateOf(OVER_TIME)
    return state?.state === 'running' && state.pid !== warned
  })
  await loseNode()
  fs.rmSync(napping)
  const undisturbed = ['--data-dir', path.join(root, 'undisturbed')]
  const { configuration } = placesOfTask(folder, OVER_TIME)
  const alone = saccade(['train', configuration, '--trust-score', ...undisturbed])
  await until(async () => (await command('sinfo', '--noheader', '--format=%T')).startsWith('down'))
  await startNode()

  // Slurm queues again what was at work there; taken back from it, it is handed over as a new job.
  await until(async () => (await slurmOf(OVER_TIME)).startsWith('PENDING'))
  await json('sweep', 'stop', ...data)
  await until(async () => (await command('squeue', '--noheader')).trim() === '')
  expect((await collect())[OVER_TIME]).toMatchObject({ state: 'lost', run: null })
  await json('sweep', 'resume', '--failed', ...data)
  await until(() => Promise.resolve(tasks.every((task) => stateOf(task)?.state === 'finished')), 360_000)
  let collected: readonly SweepTask[] = []
  await until(async () => {
    collected = await collect()
    return collected.every(({ state }) => state === 'finished')
  })
  expect(new Set(collected.map(({ run }) => run)).size).toBe(8)
  expect((await collect()).every(({ isNew }) => !isNew)).toBe(true)
  expect((await submit('timeMinutes=30')).tasks).toEqual([])

  expect(await alone).toMatchObject({ code: 0 })
  const values = async (where: readonly string[]): Promise<string> => {
    const sql = `SELECT metric, metrics.step, value FROM metrics JOIN runs USING (run) WHERE steps = ${LONG}
      AND metric NOT LIKE 'time/%' AND metric <> 'train/tokens_per_second' ORDER BY metric, metrics.step`
    const { code, stdout, stderr } = await saccade(['query', sql, ...where, '--json'])
    expect(code, stderr).toBe(0)
    return stdout
  }
  const whole = await values(undisturbed)
  expect(whole.split('\n').length).toBeGreaterThan(LONG)
  expect(await values(data)).toBe(whole)
}, 600_000)

/** The real sbatch. */
function realSbatch(PATH: string): string {
  const found = PATH.split(path.delimiter)
    .map((folder) => path.join(folder, 'sbatch'))
    .find((program) => fs.existsSync(program))
  return found ?? ''
}

async function until(holds: () => Promise<boolean>, most = 120_000): Promise<void> {
  const end = Date.now() + most
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It did not come to that within ${most / 1000} s: ${holds.toString()}`)
    await sleep(500)
  }
}
