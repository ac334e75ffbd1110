// npm run bench:data: how soon a million pairs are imported, searched and counted; docs/datasets.md has the figures.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { workerLauncher } from '../../src/cli/worker-program.ts'
import { createHost } from '../../src/host/host.ts'
import { writePairs } from './pairs.ts'
import { peersTable } from './peers.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    quick: { type: 'boolean' },
    pairs: { type: 'string' },
    write: { type: 'string' }, // makes the file of pairs and nothing else: in a process of its own, since memory is measured
  },
})
const pairs = Number(values.pairs ?? (values.quick ? 30_000 : 1_000_000))
const ROUNDS = 5
/** A text that many rows hold. */
const COMMON = 'roro'

interface Figure {
  readonly what: string
  readonly bound: string
  readonly value: string
}

if (values.write === undefined) await bench()
else writePairs(values.write, pairs)

async function bench(): Promise<void> {
  const folder = fs.mkdtempSync(join(tmpdir(), 'saccade-bench-data-'))
  try {
    const file = join(folder, 'pairs.tsv')
    const [script = ''] = process.argv.slice(1)
    execFileSync(process.execPath, [script, '--pairs', String(pairs), '--write', file])
    const figures = await measure(folder, file)
    const peers = values.json ? null : peersTable(file, COMMON)
    const setting = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores; Node ${process.versions.node}; ${pairs} pairs; load ${loadavg()[0]?.toFixed(1)}`
    if (values.json) console.log(JSON.stringify({ setting, figures }))
    else {
      console.log(`${setting}${values.quick ? '. Few pairs: the numbers say nothing.' : ''}\n`)
      console.log('| Measure | Bound | Measured |\n| - | - | - |')
      for (const { what, bound, value } of figures) console.log(`| ${what} | ${bound} | ${value} |`)
      if (peers !== null) console.log(`\n${peers}`)
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function measure(folder: string, file: string): Promise<Figure[]> {
  const open = () =>
    createHost({
      dataFolder: join(folder, 'data'),
      launcher: workerLauncher(),
      mode: 'command line',
      startQueued: false,
    })
  const figures: Figure[] = []
  const tell = (what: string, bound: string, value: string) => figures.push({ what, bound, value })
  /** Bounds are those of a million pairs; of more they are as many times as large. */
  const scale = Math.max(1, pairs / 1_000_000)
  const bound = (most: number, unit: 's' | 'ms' | 'MB') => `${most * scale} ${unit}`

  let host = open()
  const began = performance.now()
  const { id: dataset } = await host.api.datasets.import({ recipe: { files: [{ path: file }] } })
  tell('import with all findings and statistics', bound(20, 's'), seconds(performance.now() - began))
  tell(
    'memory of the whole process at its most',
    bound(500, 'MB'),
    `${Math.round(process.resourceUsage().maxRSS / 1000)} MB`,
  )
  await host.api.datasets.makeSearchable({ dataset })
  tell('searchable', bound(60, 's'), seconds(performance.now() - began))
  await host.close()

  host = open()
  const tiny = join(folder, 'tiny.tsv')
  writePairs(tiny, 10)
  const small = await host.api.datasets.import({ recipe: { files: [{ path: tiny }] } })
  await host.api.datasets.rows({ dataset: small.id, count: 1 }) // the thread that looks into datasets is there
  const reopened = performance.now()
  await host.api.datasets.rows({ dataset, count: 1 })
  tell('first row of a dataset that was closed', bound(200, 'ms'), ms(performance.now() - reopened))

  const { datasets } = host.api
  // Every time something else, since what was asked before is kept.
  const common = ['pati', COMMON, 'moron', 'kido', 'chafi']
  const first: number[] = []
  const all: number[] = []
  let hits = 0
  for (const text of common) {
    const search = { text }
    first.push(await timed(() => datasets.rows({ dataset, search, count: 50 })))
    all.push(await timed(async () => (hits = Math.max(hits, await datasets.count({ dataset, search })))))
  }
  tell('first 50 hits', bound(50, 'ms'), ms(median(first)))
  tell(
    `exact count, up to ${hits} hits`,
    `${bound(300, 'ms')} up to 150,000`,
    `${ms(median(all))}, at most ${ms(Math.max(...all))}`,
  )
  tell('counts of all findings', bound(50, 'ms'), ms(await rounds(() => datasets.tally({ dataset }))))
  tell(
    'a filter of two findings and a ratio, counted',
    bound(50, 'ms'),
    ms(
      await rounds((round) =>
        datasets.count({
          dataset,
          where: `ratio > ${2 + round / 100} and not finding:duplicate and not finding:empty`,
        }),
      ),
    ),
  )
  tell('histogram', bound(50, 'ms'), ms(await rounds(() => datasets.histogram({ dataset, field: 'source.length' }))))
  tell(
    'histogram of two fields',
    bound(50, 'ms'),
    ms(await rounds(() => datasets.heatmap({ dataset, x: 'source.length', y: 'target.length' }))),
  )
  tell(
    'any 50 rows',
    bound(20, 'ms'),
    ms(await rounds((round) => datasets.rows({ dataset, offset: Math.floor((pairs / ROUNDS) * round), count: 50 }))),
  )
  tell(
    'two characters, which no index has: first 50 hits',
    '',
    ms(await timed(() => datasets.rows({ dataset, search: { text: 'wu' }, count: 50 }))),
  )
  const bytes = (await datasets.list()).find(({ id }) => id === dataset)?.bytes ?? 0
  tell('on the disk, of a file of', `${Math.round(fs.statSync(file).size / 1e6)} MB`, `${Math.round(bytes / 1e6)} MB`)
  await host.close()
  return figures
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function rounds(work: (round: number) => Promise<unknown>): Promise<number> {
  await work(ROUNDS) // columns are worked out once
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(await timed(() => work(round)))
  return median(times)
}

function median(of: readonly number[]): number {
  return of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? NaN
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
}

function seconds(value: number): string {
  return `${(value / 1000).toFixed(1)} s`
}
