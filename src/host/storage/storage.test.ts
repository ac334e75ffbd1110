import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { parseConfiguration } from '../../shared/config/check.ts'
import { type Database, openDatabase } from './database.ts'
import { insertMetrics, latestMetricsReader, metricsAt, metricsOf, readSeries } from './metrics.ts'
import { configurationOf, deleteRuns, getRun, insertRun, listRuns, moveRun, queuedRuns } from './runs.ts'
import { settleRuns } from './settle-runs.ts'
import { putSnapshot } from './snapshots.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { listTransitions } from './transitions.ts'
import { putWatched } from './watched.ts'

const configuration = parseConfiguration(
  composeConfiguration({ preset: 'bigru-bahdanau', source: { kind: 'task', task: 'reverse' } }),
)

let folder: string
let file: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-storage-'))
  file = path.join(folder, 'history.sqlite')
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

function withRun(work: (database: Database) => void): void {
  const database = openDatabase(file)
  insertRun(database, { id: 'a', name: 'A', dataName: 'reverse', configuration }, 1)
  work(database)
  database.close()
}

test('a run that version 0.1 stored, queued or not, means what was done then', () => {
  withRun((database) => {
    // Dropout had one rate there, and the score no biases, which the preset has now.
    database.exec(`UPDATE run SET configuration_json = json_remove(configuration_json,
      '$.model.encoder.embeddingDropout', '$.model.decoder.embeddingDropout',
      '$.model.attention.bias', '$.model.attention.renormalize')`)
    const { model } = configurationOf(getRun(database, 'a'))
    expect(configuration.model.encoder.embeddingDropout).toBe(0)
    expect(model.encoder).toMatchObject({ dropout: 0.1, embeddingDropout: 0.1 })
    expect(model.decoder).toMatchObject({ dropout: 0.1, embeddingDropout: 0.1 })
    expect(configuration.model.attention.bias).toBe(true)
    expect(model.attention).toMatchObject({ bias: false, renormalize: true })
  })
})

describe('opening', () => {
  test('a new file gets the schema, WAL and our mark', () => {
    const database = openDatabase(file)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    const loose = database.prepare(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'",
    )
    expect(loose.all()).toEqual([])
    database.close()
  })

  test('G30: runs of an older history keep their order, those of one millisecond as they were stored', () => {
    const before = openDatabase(file, { migrations: MIGRATIONS.slice(0, 3) })
    const put = before.prepare(
      `INSERT INTO run (id, name, preset, data_name, seed, configuration_json, state, created, updated, steps, best_metric)
       VALUES (?, 'x', '', 'copy', 1, '{}', 'finished', ?, 1, 1, 'valid/loss')`,
    )
    for (const [id, created] of [
      ['late', 9],
      ['z', 5],
      ['a', 5],
      ['m', 5],
      ['early', 1],
    ])
      put.run(id, created)
    before.close()
    const database = openDatabase(file)
    expect(listRuns(database).map(({ id }) => id)).toEqual(['late', 'm', 'a', 'z', 'early'])
    insertRun(database, { id: 'new', name: 'A', dataName: 'reverse', configuration }, 3)
    expect(
      listRuns(database)
        .map(({ id, sequence }) => [id, sequence])
        .slice(0, 2),
    ).toEqual([
      ['new', 6],
      ['late', 5],
    ])
    database.close()
  })

  test('migrations run one after another and a failing one leaves the version before it', () => {
    const one = 'CREATE TABLE a (x INTEGER) STRICT'
    openDatabase(file, { migrations: [one] }).close()
    const before = fs.readFileSync(file)
    const broken = 'CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1)'
    expect(() => openDatabase(file, { migrations: [one, broken] })).toThrow(/no such table: nowhere/)
    expect(fs.readFileSync(file).equals(before)).toBe(true)
    const database = openDatabase(file, { migrations: [one, 'ALTER TABLE a ADD COLUMN y INTEGER'] })
    database.exec('INSERT INTO a VALUES (1, 2)')
    expect(database.pragma('user_version', { simple: true })).toBe(2)
    database.close()
  })

  test.each([
    [
      'a newer version',
      'newer-version',
      () => {
        openDatabase(file).close()
        const newer = new Sqlite(file)
        newer.pragma('user_version = 99')
        newer.close()
      },
    ],
    ['text instead of a database', 'storage', () => fs.writeFileSync(file, 'this is no database, '.repeat(500))],
    [
      'a damaged header page',
      'storage',
      () => {
        openDatabase(file).close()
        const bytes = fs.readFileSync(file)
        bytes.fill(0xff, 100, 4000)
        fs.writeFileSync(file, bytes)
      },
    ],
    [
      'a database of another program',
      'storage',
      () => {
        const other = new Sqlite(file)
        other.exec('CREATE TABLE bookmarks (url TEXT)')
        other.close()
      },
    ],
  ])('%s is refused and stays as it was', (_, code, make) => {
    make()
    const before = fs.readFileSync(file)
    expect(() => openDatabase(file)).toThrow(expect.objectContaining({ code }))
    expect(fs.readFileSync(file).equals(before)).toBe(true)
    expect(fs.readdirSync(folder)).toEqual(['history.sqlite'])
  })
})

describe('runs', () => {
  test('every move is a row, in the same transaction as its effect', () => {
    withRun((database) => {
      expect(queuedRuns(database)).toEqual(['a'])
      moveRun(database, 'a', 'starting', { reason: '', time: 2 })
      expect(queuedRuns(database)).toEqual([])
      const failing = () => {
        throw new Error('the effect failed')
      }
      expect(() => moveRun(database, 'a', 'running', { reason: '', time: 3, effect: failing })).toThrow(
        'the effect failed',
      )
      expect(getRun(database, 'a').state).toBe('starting')
      expect(() => moveRun(database, 'a', 'finished', { reason: '', time: 3 })).toThrow(
        expect.objectContaining({ code: 'wrong-state' }),
      )
      expect(settleRuns(database, { held: true, time: 4 })).toEqual(['a'])
      expect(listTransitions(database, 'a').map(({ from, to }) => [from, to])).toEqual([
        [null, 'queued'],
        ['queued', 'starting'],
        ['starting', 'interrupted'],
      ])
    })
  })

  test('deleting a run takes everything of it along', () => {
    withRun((database) => {
      insertMetrics(database, 'a', [{ step: 1, metrics: { 'train/loss': 1 } }])
      putWatched(database, 'a', [{ index: 0, source: ['x'], reference: [], alignment: null }])
      putSnapshot(database, 'a', {
        step: 0,
        sentences: [
          {
            index: 0,
            text: 'x',
            maps: [
              { mode: 'free-running', source: ['x'], target: ['x'], layers: 0, heads: 0, weights: new Float32Array() },
            ],
          },
        ],
      })
      deleteRuns(database, ['a'])
      const tables = ['run', 'transition', 'metric', 'watched', 'snapshot', 'attention']
      for (const table of tables) expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0)
    })
  })
})

describe('metrics', () => {
  test('NaN and infinities come back as they were', () => {
    withRun((database) => {
      insertMetrics(database, 'a', [
        { step: 1, metrics: { 'train/loss': NaN, 'valid/loss': 0.1 } },
        { step: 2, metrics: { 'train/loss': Infinity } },
        { step: 3, metrics: { 'train/loss': -Infinity } },
        { step: 4, metrics: { 'train/loss': 1 / 3 } },
      ])
      expect([...readSeries(database, 'a', 'train/loss').values]).toEqual([NaN, Infinity, -Infinity, 1 / 3])
      expect([...readSeries(database, 'a', 'train/loss').steps]).toEqual([1, 2, 3, 4])
      expect(latestMetricsReader(database)('a')).toEqual({ 'train/loss': 1 / 3, 'valid/loss': 0.1 })
      expect(metricsAt(database, 'a', 1)).toEqual({ 'train/loss': NaN, 'valid/loss': 0.1 })
      expect(metricsOf(database, 'a')).toEqual(['train/loss', 'valid/loss'])
    })
  })

  test('a step trained again replaces its values', () => {
    withRun((database) => {
      insertMetrics(database, 'a', [{ step: 1, metrics: { 'train/loss': 1 } }])
      insertMetrics(database, 'a', [{ step: 1, metrics: { 'train/loss': 2 } }])
      expect([...readSeries(database, 'a', 'train/loss').values]).toEqual([2])
    })
  })
})
