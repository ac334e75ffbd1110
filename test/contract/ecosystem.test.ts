// What other programs read of a history, read back by them: TensorBoard, pandas, DuckDB, safetensors.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPython } from '../../scripts/setup/wheels.js'
import type { Host } from '../../src/host/host.ts'
import type { MetricSeries, RunId } from '../../src/shared/contract/runs.ts'
import { saccade, saccadeJson } from '../faults/saccade.ts'
import { smallConfiguration, startHost, temporaryDataFolder, trainAll } from '../support/trained-host.ts'

const NAME = 'heads, "quoted"\nand more'
const data = temporaryDataFolder()
const out = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-ecosystem-'))
let host: Host
let runs: RunId[]
let curves: MetricSeries[]

beforeAll(async () => {
  host = startHost(data)
  runs = await trainAll(host, smallConfiguration('luong-dot'), smallConfiguration('bigru-bahdanau'))
  const [first = ''] = runs
  await host.api.runs.rename({ runs: [first], name: NAME })
  expect((await host.api.runs.get({ run: first })).name).toBe('heads, "quoted" and more')
  // Former versions kept names as they were given.
  const database = new Sqlite(path.join(data, 'history.sqlite'))
  database.prepare('UPDATE run SET name = ? WHERE id = ?').run(NAME, first)
  database.close()
  await host.api.runs.mark({ runs, addTags: ['ours', 'final'], note: 'from a paper' })
  curves = await host.api.runs.metrics({ runs, metrics: [], points: 0 })
  for (const format of ['tensorboard', 'csv', 'parquet', 'safetensors']) {
    await saccadeJson(['export', ...runs, '--format', format, '--to', path.join(out, format), '--data-dir', data])
  }
}, 120_000)
afterAll(async () => {
  await host.close()
  for (const folder of [data, out]) fs.rmSync(folder, { recursive: true, force: true })
})

const ask = (...args: string[]) => saccade(['query', ...args, '--data-dir', data])

test('SQL gives what the history gives, and cannot change it', async () => {
  const [first = ''] = runs
  const { stdout } = await ask(
    `SELECT metric, step, value FROM metrics WHERE run = '${first}' ORDER BY metric, step`,
    '--json',
  )
  const rows = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { metric: string; step: number; value: number })
  const mine = curves.filter(({ run }) => run === first).sort((a, b) => (a.metric < b.metric ? -1 : 1))
  expect(rows).toEqual(
    mine.flatMap(({ metric, steps, values }) => Array.from(steps, (step, i) => ({ metric, step, value: values[i] }))),
  )
  const csv = await ask('SELECT run, name, state FROM runs ORDER BY created, run LIMIT 1', '--csv')
  expect(csv.stdout).toMatch(/^run,name,state\n\w+,/)
  const maps = await ask('SELECT count(*) AS maps, sum(layers) FROM attention', '--json')
  expect(JSON.parse(maps.stdout)).toMatchObject({ maps: expect.any(Number) as number })
  expect((await ask('SELECT count(*) FROM evaluations')).stdout).toMatch(/\d/)

  for (const wrong of [
    'DELETE FROM run',
    'PRAGMA user_version = 7',
    'SELECT 1; DROP TABLE run',
    'SELECT nothing FROM runs',
    '',
  ]) {
    const { code, stderr } = await ask(wrong)
    expect([wrong, code]).toEqual([wrong, 2])
    expect(stderr).toMatch(/only asked|cannot answer/)
  }
  const twice = await ask('SELECT run, name AS run FROM runs', '--json')
  expect([twice.code, twice.stderr]).toEqual([2, expect.stringMatching(/Two columns are called “run”/)])
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'
  const late = await ask(endless, '--timeout', '0.8', '--json')
  expect([late.code, late.stderr]).toEqual([1, expect.stringMatching(/^error: .* took longer than 0.8 s\n {2}Ask for/)])
  expect(JSON.parse(late.stdout)).toMatchObject({ event: 'failed', code: 'aborted' })
})

test('whole numbers are exact, whatever their size', async () => {
  const big = 'SELECT 9007199254740993 AS big, 7 AS small, 0.5 AS half'
  expect((await ask(big, '--csv')).stdout).toBe('big,small,half\n9007199254740993,7,0.5\n')
  expect((await ask(big, '--json')).stdout).toBe('{"big":"9007199254740993","small":7,"half":0.5}\n')
})

test('the table of runs has the columns of the view, and the same in them', async () => {
  const { stdout } = await ask('SELECT * FROM runs', '--csv')
  const lines = (text: string) => text.trimEnd().split('\n')
  const written = fs.readFileSync(path.join(out, 'csv', 'runs.csv'), 'utf8')
  expect(lines(written).sort()).toEqual(lines(stdout).sort())
  expect(written).toMatch(/^run,.*,reason,created,.*,tags,/)
  expect(written).toMatch(/,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,.*,from a paper,final ours,/)
})

test('of runs without the checkpoint weights are left out by name, and refused where none has it', async () => {
  const [first = '', second = ''] = runs
  const database = new Sqlite(path.join(data, 'history.sqlite'))
  const row = database.prepare<[string], object>("SELECT * FROM checkpoint WHERE run = ? AND kind = 'best'").get(second)
  database.prepare("DELETE FROM checkpoint WHERE run = ? AND kind = 'best'").run(second)
  const weights = (to: string, ...named: string[]) =>
    saccade(['export', ...named, '--format', 'safetensors', '--to', path.join(out, to), '--data-dir', data, '--json'])
  const some = await weights('some', first, second)
  expect([some.code, some.stderr]).toEqual([
    0,
    expect.stringMatching(new RegExp(`^Left out: .* \\(${second}\\)\\. The run has no best checkpoint`)),
  ])
  const files = [`${first}.safetensors`]
  expect(JSON.parse(some.stdout)).toMatchObject({ runs: [first], files, leftOut: [{ run: second }] })
  const none = await weights('none', second)
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(new RegExp(`${second}\\): The run has no best`))])
  expect(fs.existsSync(path.join(out, 'none'))).toBe(false)
  const columns = Object.keys(row ?? {})
  database
    .prepare(`INSERT INTO checkpoint (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
    .run(row)
  database.close()
})

test('the table for a paper has the numbers of the best checkpoints, grouped as the board is, with marks', async () => {
  const [first = '', second = ''] = runs
  await host.api.boards.save({
    board: {
      name: 'paper',
      runs: [{ run: first }, { run: second, label: 'ours' }],
      baseline: second,
      panels: [{ id: 'v', kind: 'values', options: { metrics: ['valid/loss', 'valid/exact_match'] } }],
    },
  })
  type Told = {
    notes: string[]
    metrics: string[]
    rows: { runs: string[]; cells: { spread: { mean: number }; p: number | null }[] }[]
  }
  const told = (await saccadeJson(['report', 'paper', '--resamples', '50', '--data-dir', data])) as Told
  expect([told.metrics, told.rows.map((row) => row.runs)]).toEqual([
    ['valid/loss', 'valid/exact_match'],
    [[second], [first]],
  ])
  for (const {
    runs: [run = ''],
    cells,
  } of told.rows) {
    const { best } = await host.api.runs.get({ run })
    const curve = curves.find((one) => one.run === run && one.metric === 'valid/loss')
    expect(cells[0]?.spread.mean).toBe(curve?.values[curve.steps.indexOf(best?.step ?? -1)])
  }
  expect(told.rows.map(({ cells }) => typeof cells[1]?.p)).toEqual(['object', 'number'])
  const file = path.join(out, 'table.tex')
  const { stdout } = await saccade(['report', first, second, '--no-marks', '--to', file, '--data-dir', data])
  expect(stdout).toBe(`The table of 2 runs written to ${file}\n`)
  const again = await saccade(['report', first, '--to', file, '--data-dir', data])
  expect([again.code, again.stderr]).toEqual([2, expect.stringMatching(/table.tex is there already/)])
  expect(fs.readFileSync(file, 'utf8')).toMatch(/\\begin\{tabular\}\{lrr\}[\s\S]*\\textbf/)
  // The first that is named is what the others are measured against.
  for (const named of [
    [first, second],
    [second, first],
  ]) {
    const asked = ['report', ...named, '--no-groups', '--no-marks', '--data-dir', data]
    const { rows, notes } = (await saccadeJson(asked)) as Told
    expect(notes.at(-1)).toBe('Of single runs, at the best checkpoint of each')
    expect(rows.map((row) => row.runs)).toEqual(named.map((run) => [run]))
  }
})

const chosen = process.env.SACCADE_TABLES_PYTHON ?? findPython() ?? ''
/** Whether Python has not what a test needs; then says so. */
function lacks(...needs: readonly string[]): boolean {
  if (chosen !== '' && spawnSync(chosen, ['-c', `import ${needs.join(', ')}`]).status === 0) return false
  console.warn(
    `left out: ${chosen || 'there is no Python'} without ${needs.join(', ')}; SACCADE_TABLES_PYTHON names another`,
  )
  return true
}
/** Runs a script and reads what it prints. */
function python<Result>(script: string, ...args: string[]): Result {
  const { status, stdout, stderr } = spawnSync(chosen, ['-c', script, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Result
}

/** As NaN is read back by a program that has no word for it in JSON. */
const plain = (values: Float64Array, change = (value: number) => value) =>
  Array.from(values, (value) => (Number.isFinite(value) ? change(value) : String(value)))

describe('other programs read the same numbers', () => {
  test.skipIf(lacks('tensorboard'))('TensorBoard', () => {
    const script = `
import json, math, os, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
told = lambda v: v if math.isfinite(v) else ('NaN' if math.isnan(v) else 'Infinity' if v > 0 else '-Infinity')
result = {}
for folder in sorted(os.listdir(sys.argv[1])):
    found = EventAccumulator(os.path.join(sys.argv[1], folder), size_guidance={'scalars': 0, 'images': 0}).Reload()
    result[folder[-6:]] = {
        'scalars': {tag: [[e.step for e in found.Scalars(tag)], [told(e.value) for e in found.Scalars(tag)]] for tag in found.Tags()['scalars']},
        'images': {tag: [[e.step, e.width, e.height, e.encoded_image_string[:4].hex()] for e in found.Images(tag)] for tag in found.Tags()['images']},
    }
print(json.dumps(result))`
    type Read = Record<string, { scalars: Record<string, [number[], unknown[]]>; images: Record<string, unknown[][]> }>
    const read = python<Read>(script, path.join(out, 'tensorboard'))
    expect(Object.keys(read).sort()).toEqual([...runs].sort())
    for (const { run, metric, steps, values } of curves) {
      expect([metric, read[run]?.scalars[metric]]).toEqual([metric, [Array.from(steps), plain(values, Math.fround)]])
    }
    const images = Object.values(read[runs[1] ?? '']?.images ?? {})
    expect(images.length).toBeGreaterThan(0)
    for (const [, width, height, magic] of images.flat()) {
      expect([Number(width) % 12, Number(height) % 12, magic]).toEqual([0, 0, '89504e47'])
    }
  })

  test.for([
    { format: 'csv', lacking: lacks('pandas') },
    { format: 'parquet', lacking: lacks('pandas', 'pyarrow') },
  ])('pandas, from $format', ({ format, lacking }, { skip }) => {
    skip(lacking)
    const script = `
import json, math, sys
import pandas
read = lambda name: getattr(pandas, 'read_' + sys.argv[2])(sys.argv[1] + '/' + name + '.' + sys.argv[2])
told = lambda v: v if math.isfinite(v) else ('NaN' if math.isnan(v) else 'Infinity' if v > 0 else '-Infinity')
metrics = read('metrics')
attention = read('attention')
rows = attention.groupby(['run', 'step', 'sentence', 'mode', 'layer', 'head', 'target_place']).weight.sum()
print(json.dumps({
  'curves': {run + ' ' + metric: [list(map(int, g.step)), list(map(told, g.value))] for (run, metric), g in metrics.groupby(['run', 'metric'])},
  'names': dict(zip(read('runs').run, read('runs').name)),
  'whole': sorted(name for name, type in read('runs').dtypes.items() if str(type) == 'int64'),
  'least': float(rows.min()), 'most': float(rows.max()), 'weights': len(attention),
}))`
    type Read = {
      curves: Record<string, unknown>
      names: Record<string, string>
      whole: string[]
      least: number
      most: number
      weights: number
    }
    const read = python<Read>(script, path.join(out, format), format)
    for (const { run, metric, steps, values } of curves) {
      expect(read.curves[`${run} ${metric}`]).toEqual([Array.from(steps), plain(values)])
    }
    expect(read.names[runs[0] ?? '']).toBe(NAME)
    expect(read.whole).toEqual(['archived', 'best_step', 'parameters', 'seed', 'starred', 'step', 'steps'])
    expect(read.weights).toBeGreaterThan(100)
    expect([read.least, read.most].map((sum) => Number(sum.toFixed(2)))).toEqual([1, 1])
  })

  test.skipIf(lacks('duckdb'))('DuckDB, from Parquet and CSV', () => {
    const script = `
import json, sys
import duckdb
ask = lambda place: duckdb.sql(f"SELECT run, metric, count(*), sum(value), max(step) FROM '{place}' WHERE isfinite(value) GROUP BY ALL ORDER BY run, metric").fetchall()
print(json.dumps([ask(sys.argv[1] + '/parquet/metrics.parquet'), ask(sys.argv[1] + '/csv/metrics.csv')]))`
    const read = python<unknown[][][]>(script, out)
    expect(read[0]).toHaveLength(curves.length)
    expect(read[1]).toEqual(read[0])
    const [run, metric, count, sum] = read[0]?.[0] ?? []
    const curve = curves.find((one) => one.run === run && one.metric === metric)
    const finite = Array.from(curve?.values ?? []).filter(Number.isFinite)
    expect(count).toBe(finite.length)
    expect(sum).toBeCloseTo(
      finite.reduce((all, value) => all + value, 0),
      9,
    )
  })

  test.skipIf(lacks('safetensors', 'numpy'))('safetensors', () => {
    const script = `
import json, sys
from safetensors.numpy import load_file
tensors = load_file(sys.argv[1])
print(json.dumps([sum(t.size for t in tensors.values()), all(str(t.dtype) == 'float32' for t in tensors.values()), sorted(tensors)[:2]]))`
    const [run = ''] = runs
    const read = python<unknown[]>(script, path.join(out, 'safetensors', `${run}.safetensors`))
    return expect(host.api.runs.get({ run })).resolves.toMatchObject({ parameters: read[0] })
  })

  test.skipIf(lacks('pandas'))('the snippet of the documentation', async () => {
    const views = path.join(out, 'views.sql')
    fs.writeFileSync(views, (await saccade(['query', '--views'])).stdout)
    const script = `
import json, sqlite3, sys, zlib
import numpy, pandas
connection = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
connection.executescript(open(sys.argv[2]).read())
found = pandas.read_sql("SELECT run, step, value FROM evaluations WHERE metric = 'valid/loss'", connection)
sums = []
for row in pandas.read_sql("SELECT * FROM attention LIMIT 9", connection).itertuples():
    ${/^maps = .*$/m.exec(fs.readFileSync('docs/history.md', 'utf8'))?.[0] ?? ''}
    sums += maps.astype(float).sum(-1).round(2).flatten().tolist()
print(json.dumps([found.pivot(index="step", columns="run", values="value").to_dict(), sorted(set(sums))]))`
    const [read, sums] = python<[object, number[]]>(script, path.join(data, 'history.sqlite'), views)
    expect(Object.keys(read).sort()).toEqual([...runs].sort())
    expect(sums).toEqual([1])
  })
})
