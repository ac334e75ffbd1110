// Really damaged histories: pages of random bytes at every place of the file, cut files, damaged logs.
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { putCheckpoints } from './checkpoints.ts'
import { openDatabase } from './database.ts'
import { logFault } from './log-fault.ts'
import { insertLog } from './logs.ts'
import { insertMetrics, readSeries } from './metrics.ts'
import { type Lost, type RecalledRun, rescueHistory } from './rescue-history.ts'
import { insertRun, listRuns, moveRun } from './runs.ts'
import { storeTrusted } from './score-modules.ts'
import { putSnapshot } from './snapshots.ts'
import { findDamage } from './soundness.ts'
import { putWatched } from './watched.ts'

const PAGE = 4096
const TABLES = [
  ...['run', 'transition', 'metric_name', 'metric', 'evaluation', 'checkpoint', 'watched', 'snapshot', 'attention'],
  ...['log', 'score_module'],
]
const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

const RUNS = ['a', 'b', 'c']

let folder: string
let file: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-damage-'))
  file = path.join(folder, 'history.sqlite')
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

/** Some runs with everything that a run can have; long enough that each large table has pages above its leaves. */
function makeHistory(): void {
  const database = openDatabase(file)
  const content = 'export const createScore = () => null'
  const digest = createHash('sha256').update(content).digest('hex')
  storeTrusted(database, { digest, file: '/score.ts', content }, 1)
  for (const id of RUNS) {
    insertRun(database, { id, name: id.toUpperCase(), dataName: 'reverse', configuration, score: digest }, 1)
    moveRun(database, id, 'starting', { reason: '', time: 2 })
    const rows = Array.from({ length: 200 }, (_, step) => ({
      step,
      metrics: { 'train/loss': Math.sin(step), 'valid/loss': NaN },
    }))
    insertMetrics(database, id, rows)
    for (let line = 0; line < 40; line++) insertLog(database, id, { time: line, level: 'info', text: 'x'.repeat(60) })
    putCheckpoints(database, id, [{ kind: 'last', step: 199, file: 'last.safetensors', bytes: 3 }])
    putWatched(database, id, [{ index: 0, source: ['x'], reference: ['y'], alignment: null }])
    for (let step = 0; step < 200; step += 40) {
      const weights = Float32Array.from({ length: 400 }, () => Math.random())
      const tokens = Array.from({ length: 20 }, (_, index) => `t${index}`)
      const map = { mode: 'free-running' as const, source: tokens, target: tokens, layers: 1, heads: 1, weights }
      putSnapshot(database, id, { step, sentences: [{ index: 0, text: 'y', maps: [map] }] })
    }
  }
  database.close()
}

function overwritePage(page: number, seed = 1): void {
  const noise = Buffer.alloc(PAGE)
  for (let at = 0; at < PAGE; at += 32) createHash('sha256').update(`${seed} ${page} ${at}`).digest().copy(noise, at)
  const handle = fs.openSync(file, 'r+')
  fs.writeSync(handle, noise, 0, PAGE, (page - 1) * PAGE)
  fs.closeSync(handle)
}

async function rescue(recalled: readonly RecalledRun[] = []): Promise<{ fresh: string; lost: Lost[]; runs: number }> {
  const copy = path.join(folder, 'copy.sqlite')
  for (const ending of ['', '-wal']) if (fs.existsSync(file + ending)) fs.copyFileSync(file + ending, copy + ending)
  const fresh = path.join(folder, 'rescued.sqlite')
  const { lost, runs } = await rescueHistory(copy, fresh, { tell: () => undefined, recall: async () => recalled })
  return { fresh, lost, runs }
}

/** Every row as text, by table. */
function rowsOf(path: string): Map<string, Set<string>> {
  const database = new Sqlite(path, { readonly: true })
  const rows = TABLES.map((table): [string, Set<string>] => {
    const all = database.prepare(`SELECT * FROM ${table}`).raw().all()
    return [table, new Set(all.map((row) => JSON.stringify(row)))]
  })
  database.close()
  return new Map(rows)
}

/** Which table or index each page belongs to, and what kind it is of. */
function pagesOf(path: string): { name: string; pageno: number; pagetype: string }[] {
  const database = new Sqlite(path, { readonly: true })
  const sql = 'SELECT name, pageno, pagetype FROM dbstat ORDER BY pageno'
  const pages = database.prepare<[], { name: string; pageno: number; pagetype: string }>(sql).all()
  database.close()
  return pages
}

describe('C8: a damaged history', () => {
  it('C8: whatever page is overwritten: nothing is written into it, and what is whole is rescued in order', async () => {
    makeHistory()
    const sound = fs.readFileSync(file)
    const before = rowsOf(file)
    const pages = pagesOf(file)
    expect(new Set(pages.map(({ pagetype }) => pagetype))).toEqual(new Set(['internal', 'leaf']))
    for (const { pageno, name, pagetype } of pages) {
      const what = `page ${pageno}, ${pagetype} of ${name}`
      fs.writeFileSync(file, sound)
      for (const ending of ['-wal', '-shm']) fs.rmSync(file + ending, { force: true })
      overwritePage(pageno)
      const damaged = fs.readFileSync(file)
      expect(() => openDatabase(file), what).toThrow(expect.objectContaining({ code: 'storage' }))
      expect(fs.readFileSync(file).equals(damaged), what).toBe(true)
      expect(fs.readdirSync(folder), what).toEqual(['history.sqlite'])

      const { fresh, lost } = await rescue()
      const database = openDatabase(fresh)
      expect(database.pragma('integrity_check', { simple: true }), what).toBe('ok')
      expect(database.pragma('foreign_key_check'), what).toEqual([])
      database.close()
      let missing = 0
      for (const [table, rows] of rowsOf(fresh)) {
        const had = before.get(table) ?? new Set()
        for (const row of rows) {
          // Only a score whose code is lost is taken away from its run.
          if (table === 'run' && name.includes('score_module')) continue
          expect(had.has(row), `${what}: ${row}`).toBe(true)
        }
        missing += had.size - rows.size
      }
      expect(missing > 0 ? lost.length : 1, what).toBeGreaterThan(0)
      // A damaged index loses nothing at all.
      if (/^(run_by|transition_of|log_of|sqlite_autoindex)/.test(name)) expect(missing, what).toBe(0)
      for (const name of fs.readdirSync(folder)) if (name !== 'history.sqlite') fs.rmSync(path.join(folder, name))
    }
  })

  it('C8: a damaged leaf of the curves costs its own rows, told by run, metric and steps', async () => {
    makeHistory()
    const leaves = pagesOf(file).filter(({ name, pagetype }) => name === 'metric' && pagetype === 'leaf')
    expect(leaves.length).toBeGreaterThan(4)
    overwritePage(leaves[2]!.pageno)
    expect(findDamage(file).map(({ part }) => part)).toEqual(['curves'])
    const { fresh, lost, runs } = await rescue()
    expect(runs).toBe(3)
    expect(lost.every(({ part, run }) => part === 'curves' && run !== null)).toBe(true)
    expect(lost.map(({ detail }) => detail)).toContainEqual(
      expect.stringMatching(/^(train|valid)\/loss, steps \d+ to \d+$/),
    )
    const database = openDatabase(fresh)
    const kept = listRuns(database).flatMap(({ id }) =>
      (['train/loss', 'valid/loss'] as const).map((metric) => readSeries(database, id, metric).steps.length),
    )
    database.close()
    const rows = kept.reduce((sum, length) => sum + length, 0)
    expect(rows).toBeGreaterThan(1200 - 300)
    expect(rows).toBeLessThan(1200)
  })

  it('C8: with the first page gone, everything else is there', async () => {
    makeHistory()
    const before = rowsOf(file)
    overwritePage(1)
    const { fresh, lost } = await rescue()
    expect(rowsOf(fresh)).toEqual(before)
    expect(lost).toEqual([])
  })

  it('C8: the list of runs needs no curves, and gives what can be read of a damaged one', () => {
    makeHistory()
    const runPages = pagesOf(file).filter(({ name, pagetype }) => name === 'run' && pagetype === 'leaf')
    expect(runPages.length).toBeGreaterThan(1)
    overwritePage(runPages[0]!.pageno)
    const database = openDatabase(file, { readonly: true })
    const left = listRuns(database).map(({ id }) => id)
    database.close()
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(3)
  })

  it('C8: runs whose rows are all lost come back under their ids, each in its place, with their curves', async () => {
    makeHistory()
    const root = pagesOf(file).find(({ name, pagetype }) => name === 'run' && pagetype === 'internal')
    overwritePage(root!.pageno)
    const { preset, seed } = configuration
    const recalled = RUNS.map((id, time) => ({
      ...{ id, name: id, preset, dataName: 'reverse', seed, configuration: JSON.stringify(configuration) },
      ...{ bestMetric: 'valid/loss', step: 199, steps: 300, time },
    }))
    const { fresh, runs } = await rescue(recalled)
    expect(runs).toBe(3)
    const database = openDatabase(fresh)
    expect(listRuns(database).map(({ id }) => id)).toEqual([...RUNS].reverse())
    expect(readSeries(database, 'b', 'train/loss').steps).toHaveLength(200)
    database.close()
  })

  it.each([20, 5])(
    'C8: one cut short to %d pages is refused, left as it is, and rescued as far as it goes',
    async (pages) => {
      makeHistory()
      expect(fs.statSync(file).size).toBeGreaterThan(20 * PAGE)
      fs.truncateSync(file, pages * PAGE + 100)
      const damaged = fs.readFileSync(file)
      expect(() => openDatabase(file)).toThrow(/is damaged/)
      expect(fs.readFileSync(file).equals(damaged)).toBe(true)
      const { fresh, lost, runs } = await rescue()
      expect(lost.length).toBeGreaterThan(0)
      const database = openDatabase(fresh)
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(database.prepare('SELECT count(*) FROM run').pluck().get()).toBe(runs)
      database.close()
    },
  )

  it('C8: another program’s database is not taken for a damaged history', async () => {
    const other = new Sqlite(file)
    other.exec('CREATE TABLE bookmarks (url TEXT)')
    other.close()
    await expect(rescue()).rejects.toThrow('none of Saccade')
  })
})

describe('C8: a damaged log beside the history', () => {
  /** A history with transactions in its log, as a host leaves it that was killed. */
  function makeUnclosed(): number {
    openDatabase(file).close()
    const database = openDatabase(file)
    database.pragma('wal_autocheckpoint = 0')
    for (const id of ['a', 'b', 'c']) {
      insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
    }
    for (const ending of ['', '-wal']) fs.copyFileSync(file + ending, `${file}${ending}.kept`)
    database.close()
    for (const ending of ['', '-wal']) fs.renameSync(`${file}${ending}.kept`, file + ending)
    return fs.statSync(`${file}-wal`).size
  }

  function harmLog(at: number, length: number): void {
    const handle = fs.openSync(`${file}-wal`, 'r+')
    fs.writeSync(handle, Buffer.alloc(length, 0xa5), 0, length, at)
    fs.closeSync(handle)
  }

  it('C8: a whole one is taken in, and one that a power cut tore at its end', () => {
    const size = makeUnclosed()
    expect(logFault(file)).toBeNull()
    harmLog(size - 600, 500)
    expect(logFault(file)).toBeNull()
    const database = openDatabase(file)
    expect(listRuns(database).map(({ id }) => id)).toEqual(['b', 'a'])
    database.close()
  })

  it.each([
    ['in its header', () => harmLog(4, 20), 'nothing of it can be read', ''],
    ['in the middle', () => harmLog(32 + 24 + 100, 500), 'from its page 1 on', ''],
  ])('C8: one damaged %s is refused, and nothing is written', async (_, harm, words) => {
    makeUnclosed()
    harm()
    const before = [fs.readFileSync(file), fs.readFileSync(`${file}-wal`)]
    expect(logFault(file)).toContain(words)
    expect(() => openDatabase(file)).toThrow(/damaged \(newest changes\)/)
    expect([fs.readFileSync(file), fs.readFileSync(`${file}-wal`)]).toEqual(before)
    const { fresh } = await rescue()
    expect(listRuns(openDatabase(fresh))).toEqual([])
  })
})
