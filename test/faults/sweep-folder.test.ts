// A sweep as a folder of tasks, as any scheduler's array trains it: real processes, killed and warned, on models so small that
// each takes a second.
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { RunSummary } from '../../src/shared/contract/runs.ts'
import type { SweepDetail, SweepTasks } from '../../src/shared/contract/sweeps.ts'
import { saccade, saccadeJson, startSaccade, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const SWEEP = {
  name: 'tasks',
  base: {
    preset: 'luong-dot',
    data: {
      source: { kind: 'task', task: 'reverse', trainPairs: 200, validPairs: 30, maximumLength: 4, symbols: 6 },
    },
    model: {
      encoder: { hidden: 8, embedding: 6, layers: 1 },
      decoder: { hidden: 8, embedding: 6, layers: 1 },
    },
    training: { batchSize: 16, steps: 60 },
    evaluation: { every: 10, watched: { count: 1 }, keep: 0 },
    engine: { device: 'cpu', compile: 'never' },
  },
  axes: [],
  seeds: [1, 2, 3],
}

test(
  'three tasks, one killed, one warned, come in once, and the killed one equals one that was left alone',
  { timeout: 120_000 },
  async () => {
    const file = path.join(folder, 'tasks.sweep.json')
    fs.writeFileSync(file, JSON.stringify(SWEEP))
    const [tasks, calm, data] = ['tasks', 'calm', 'history'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ]
    const where = ['--data-dir', data]
    const collect = async (from = tasks) => (await saccadeJson(['sweep', 'collect', from, ...where])) as SweepTasks
    const make = (sweep: string, on: string) => saccade(['sweep', sweep, '--on', 'folder', on])
    const runTask = (on: string, number: number) => startSaccade(['sweep', 'run-task', on, `${number}`, '--json'])

    // A folder of this sweep, made whole where something is lacking, and of no other.
    expect(await make(file, tasks)).toMatchObject({ code: 0 })
    fs.rmSync(path.join(tasks, 'tasks', '2'), { recursive: true })
    expect(await make(file, tasks)).toMatchObject({ code: 0 })
    fs.cpSync(tasks, calm, { recursive: true })
    const other = path.join(folder, 'other.sweep.json')
    fs.writeFileSync(other, JSON.stringify({ ...SWEEP, seeds: [1, 2] }))
    const refused = await make(other, tasks)
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('is that of another sweep, “tasks”')])

    // One is killed in the midst of it and seen as lost; beside it another is left alone.
    const left = runTask(calm, 1)
    const killed = runTask(tasks, 1)
    expect(await killed.until(({ event, step }) => event === 'evaluation' && Number(step) >= 20)).not.toBeNull()
    killed.process.kill('SIGKILL')
    await killed.ended
    expect((await collect()).tasks.map(({ state }) => state)).toEqual(['waiting', 'lost', 'waiting'])
    // One is warned. While it lives, nobody else may touch what it writes.
    const warned = runTask(tasks, 2)
    expect(await warned.until(({ event }) => event === 'evaluation')).not.toBeNull()
    warned.process.kill('SIGSTOP')
    const second = await runTask(tasks, 2).ended
    warned.process.kill('SIGUSR1')
    warned.process.kill('SIGCONT')
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('is in use by process')])
    expect((await warned.ended).code).toBe(75)

    // All go on to their ends and come in, in any order, once.
    expect((await left.ended).code).toBe(0)
    for (const { code, stderr } of await Promise.all([runTask(tasks, 2).ended, runTask(tasks, 1).ended]))
      expect(code, stderr).toBe(0)
    const some = await collect()
    expect(some.tasks.map(({ state, isNew }) => [state, isNew])).toEqual([
      ['waiting', false],
      ['finished', true],
      ['finished', true],
    ])
    expect(some.sweep.reason).toContain('2 of 3 tasks')
    expect((await runTask(tasks, 0).ended).code).toBe(0)
    expect((await runTask(tasks, 0).ended).stdout).toContain('done already')
    expect((await collect()).tasks.map(({ isNew }) => isNew)).toEqual([true, false, false])
    const { sweep, tasks: all } = await collect()
    expect(all.map(({ isNew }) => isNew)).toEqual([false, false, false])
    const { plan, counts, runs } = (await saccadeJson(['sweep', 'status', ...where])) as SweepDetail
    expect([sweep.reason, runs, counts.finished]).toEqual(['all runs are done', 3, 3])
    expect(plan.map(({ run, number }) => [run, number])).toEqual(all.map(({ run, number }) => [run, number + 1]))
    const list = (await saccadeJson(['runs', ...where])) as RunSummary[]
    expect(list.map(({ seed, step, sweep: of }) => [seed, step, of]).sort()).toEqual(
      [1, 2, 3].map((seed) => [seed, 60, sweep.id]),
    )

    // Killed or left alone, the same was measured, to the last bit.
    const measured = valuesOf(data, all[1]?.run ?? '')
    const undisturbed = valuesOf(path.join(calm, 'tasks', '1', 'data'))
    expect(measured.length).toBeGreaterThan(100)
    expect(measured).toEqual(undisturbed)
    expect(weightsOf(data, all[1]?.run ?? '')).toEqual(weightsOf(path.join(calm, 'tasks', '1', 'data')))
  },
)

/** Every value that was measured of a run, the only one where none is named, but for times. */
function valuesOf(data: string, run?: string): unknown[] {
  const history = new Sqlite(path.join(data, 'history.sqlite'), { readonly: true })
  const sql = `SELECT name, step, value FROM metric JOIN metric_name ON metric_name.id = metric.metric
    WHERE run = coalesce(?, run) AND name NOT LIKE 'time/%' AND name <> 'train/tokens_per_second' ORDER BY name, step`
  const rows = history.prepare<[string | undefined]>(sql).all(run)
  history.close()
  return rows
}

/** The tensors of the last checkpoint of a run, the only one where none is named. */
function weightsOf(data: string, run?: string): Buffer {
  const runs = path.join(data, 'runs')
  const checkpoints = path.join(runs, run ?? fs.readdirSync(runs)[0] ?? '', 'checkpoints')
  const bytes = fs.readFileSync(path.join(checkpoints, 'step-00000060.safetensors'))
  // Behind the header, which tells how many seconds were trained.
  return bytes.subarray(8 + Number(bytes.readBigUInt64LE()))
}
