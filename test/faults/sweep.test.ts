// Sweeps with the real engine and the real command line: the examples of the documentation with models so small that each
// takes a second.
import fs from 'node:fs'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { JsonObject } from '../../src/shared/config/assign.ts'
import { isJsonObject, merge } from '../../src/shared/config/assign.ts'
import type { RunSummary } from '../../src/shared/contract/runs.ts'
import type { SweepDetail } from '../../src/shared/contract/sweeps.ts'
import { expandSweep, stepsOf } from '../../src/shared/sweeps/expand.ts'
import { seedGroups } from '../../src/shared/sweeps/groups.ts'
import { readSweep } from '../../src/shared/sweeps/read-sweep.ts'
import { runTiny } from '../../src/worker/training/tiny-run.ts'
import { packageRoot } from '../../scripts/setup/places.js'
import { saccade, saccadeJson, startSaccade, temporaryFolder } from './saccade.ts'

const folder = temporaryFolder()
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

const SMALL: JsonObject = {
  data: {
    source: {
      kind: 'task',
      task: 'reverse',
      trainPairs: 200,
      validPairs: 30,
      minimumLength: 2,
      maximumLength: 3,
      symbols: 6,
    },
  },
  model: { encoder: { hidden: 8, embedding: 6, layers: 1 }, decoder: { hidden: 8, embedding: 6, layers: 1 } },
  training: { batchSize: 16 },
  evaluation: { watched: { count: 0 }, keep: 0 },
  engine: { device: 'cpu', compile: 'never' },
}

/** An example of the documentation with its base made small, as a file. */
function example(name: string, base: JsonObject, more: JsonObject = {}): { file: string; json: JsonObject } {
  const text = fs.readFileSync(path.join(packageRoot, 'docs', 'examples', name), 'utf8')
  const given: unknown = JSON.parse(text)
  const sweep =
    isJsonObject(given) && isJsonObject(given.base) ? { ...given, base: merge(merge(given.base, SMALL), base) } : {}
  const json = { ...sweep, ...more }
  const file = path.join(folder, name)
  fs.writeFileSync(file, JSON.stringify(json))
  return { file, json }
}

test(
  '3 scores × 2 spans × 3 seeds, two at a time, killed in the middle and gone on: every run once, a table and a best',
  { timeout: 300_000 },
  async () => {
    const data = ['--data-dir', path.join(folder, 'scores')]
    const { file } = example('scores.sweep.json', { training: { steps: 12 }, evaluation: { every: 6 } })
    const begun = startSaccade(['sweep', file, '--json', ...data])
    const ended = (count: number) => () => begun.events.filter(({ state }) => state === 'finished').length >= count
    expect(await begun.until(ended(5))).not.toBeNull()
    begun.process.kill('SIGKILL')
    expect((await begun.ended).code).toBeNull()
    // It shows what is stored while nobody works on it.
    const cut = (await saccadeJson(['sweep', 'status', ...data])) as SweepDetail
    expect(cut.state).toBe('running')
    const { code, stdout, stderr } = await saccade(['sweep', 'resume', ...data])
    expect(code, stderr).toBe(0)
    expect(stdout).toContain('finished: all runs are done')
    const { plan, counts, best, metric, varied, runs } = (await saccadeJson([
      'sweep',
      'status',
      ...data,
    ])) as SweepDetail
    expect([runs, counts.finished]).toEqual([18, 18])
    const list = (await saccadeJson(['runs', ...data])) as RunSummary[]
    expect(list.map(({ name }) => name).sort()).toEqual([...new Set(list.map(({ name }) => name))].sort())
    expect(list.length).toBe(18)
    // Those that had ended were not touched: no run was started twice but those that were cut off.
    expect(timesStarted(path.join(folder, 'scores')).filter((times) => times > 1).length).toBeLessThanOrEqual(2)
    const groups = seedGroups(plan, { better: metric.better, varied })
    expect(groups.map(({ runs: members }) => members.length)).toEqual([3, 3, 3, 3, 3, 3])
    expect(best?.value).toBe(Math.max(...plan.map((run) => run.best?.value ?? NaN)))
    expect((await saccade(['sweep', 'status', ...data])).stdout).toMatch(/score (dot|general|concat) · span/)
  },
)

test(
  'halving spends at most 40 % of the steps of 16 runs and ends with one of the best three',
  { timeout: 300_000 },
  async () => {
    const data = ['--data-dir', path.join(folder, 'halving')]
    // One at a time, so that what is decided is the same every time.
    const { file, json } = example(
      'halving.sweep.json',
      { training: { steps: 18 }, evaluation: { every: 2 } },
      { stopping: { kind: 'halving', eta: 4, least: 2 }, budget: { atOnce: 1 } },
    )
    const ended = saccade(['sweep', file, ...data])
    const expansion = expandSweep(readSweep(json))
    expect(expansion.runs.length).toBe(16)
    // The same 16 meanwhile, each to its end, in this process.
    const full: { label: string; loss: number }[] = []
    for (const { configuration, label } of expansion.runs) {
      const { evaluations } = await runTiny({ configuration })
      full.push({ label, loss: Math.min(...evaluations.map(({ metrics }) => metrics['valid/loss'] ?? Infinity)) })
    }
    const { code, stderr } = await ended
    expect(code, stderr).toBe(0)
    const halved = (await saccadeJson(['sweep', 'status', ...data])) as SweepDetail
    expect(halved.rungs).toEqual([2, 8])
    expect(halved.steps.done / stepsOf(expansion)).toBeLessThanOrEqual(0.4)
    const best = full.sort((a, b) => a.loss - b.loss).slice(0, 3)
    const finished = halved.plan.filter(({ state }) => state === 'finished').map(({ label }) => label)
    expect(finished.length).toBeGreaterThan(0)
    expect(best.map(({ label }) => label)).toContain(halved.best?.label)
  },
)

test('an end is told once what its files became is kept: of all runs, by a signal, by another terminal', async () => {
  const data = ['--data-dir', path.join(folder, 'ends')]
  const pairs = path.join(folder, 'pairs.tsv')
  const words = Array.from({ length: 200 }, (_, i) => i.toString(3).split('').join(' '))
  fs.writeFileSync(pairs, words.map((text) => `${text}\t${text}\n`).join(''))
  const parts = { ...SMALL, data: { source: { kind: 'table', train: pairs } } }
  const sweep = (name: string, steps: number) => {
    const file = path.join(folder, `${name}.sweep.json`)
    const base = merge(parts, { training: { batchSize: 16, steps }, evaluation: { every: 5 } })
    fs.writeFileSync(file, JSON.stringify({ name, base, axes: [], seeds: [1] }))
    return file
  }
  const whole = await saccade(['sweep', sweep('whole', 5), ...data])
  expect([whole.code, whole.stdout], whole.stderr).toEqual([
    0,
    expect.stringMatching(/\nfinished: all runs are done\nbest .*\nsaccade sweep status s\w+ prints its table\n$/),
  ])
  expect(await saccadeJson(['data', 'list', ...data])).toHaveLength(1)
  // The same once more is nothing new, and that is said.
  const { sweep: made } = whole.stdout.match(/^(?<sweep>s\w+): 1 run\n/)?.groups ?? {}
  expect(await saccade(['sweep', 'extend', made ?? '', sweep('whole', 5), ...data])).toMatchObject({
    code: 0,
    stderr: 'No run is new: the sweep has the one already.\n',
  })

  const cut = startSaccade(['sweep', sweep('long', 1_000_000), '--json', ...data])
  expect(await cut.until(({ event }) => event === 'evaluation')).not.toBeNull()
  cut.process.kill('SIGINT')
  expect((await cut.ended).code).toBe(130)
  expect(cut.events.at(-1)).toMatchObject({ event: 'finished', state: 'interrupted' })
  const resumed = startSaccade(['sweep', 'resume', '--json', ...data])
  expect(await resumed.until(({ event }) => event === 'evaluation')).not.toBeNull()
  expect((await saccade(['sweep', 'stop', ...data])).code).toBe(0)
  expect((await resumed.ended).code).toBe(130)
  expect(resumed.events.at(-1)).toMatchObject({ event: 'finished', state: 'stopped', reason: 'stopped with its sweep' })
}, 120_000)

/** How often each run of a history began to train. */
function timesStarted(dataFolder: string): number[] {
  const history = new Sqlite(path.join(dataFolder, 'history.sqlite'), { readonly: true })
  const sql = "SELECT count(*) FROM transition WHERE to_state = 'running' GROUP BY run"
  const times = history.prepare<[], number>(sql).pluck().all()
  history.close()
  return times
}
