import fc from 'fast-check'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import { type PairOutput, type ValidationPair, columnsOf, firstRows } from '../../shared/outputs/pair-outputs.ts'
import { putCheckpoints } from './checkpoints.ts'
import { type Database, openDatabase } from './database.ts'
import { goBackToBest } from './go-back.ts'
import { forgetOldOutputs, listOutputs, packPairs, putOutputs, readOutputs, readPairList } from './outputs.ts'
import { packOutputs, packWithin, unpackOutputs } from './packed-outputs.ts'
import { deleteRuns, insertRun } from './runs.ts'

const count = fc.nat({ max: 100_000 })
const row = fc.record<PairOutput>({
  tokens: fc.array(fc.oneof(fc.constantFrom('a', 'b', '<unk>'), fc.string()), { maxLength: 8 }),
  score: fc.float(),
  exact: fc.boolean(),
  edits: count,
  reference: count,
  misaligned: count,
  links: count,
})

test('outputs come back as they were kept, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(row), (rows) => {
      const outputs = columnsOf(rows)
      expect(unpackOutputs(packOutputs(outputs))).toEqual(outputs)
    }),
  )
})

test('the first rows of outputs are those of the first rows', () => {
  fc.assert(
    fc.property(fc.array(row), fc.nat({ max: 12 }), (rows, most) => {
      expect(firstRows(columnsOf(rows), most)).toEqual(columnsOf(rows.slice(0, most)))
    }),
  )
})

const said = (text: string): PairOutput => {
  const tokens = text.split(' ')
  return { tokens, score: -1, exact: false, edits: 1, reference: tokens.length, misaligned: 0, links: 0 }
}

test('what has no room is left out from the end, and not more than that', () => {
  const random = (line: number) => Array.from({ length: 9 }, (_, i) => (line * 7919 + i * 104729) % 9973).join(' ')
  const outputs = columnsOf(Array.from({ length: 400 }, (_, line) => said(random(line))))
  const whole = packOutputs(outputs).length
  const { content, rows } = packWithin(outputs, whole / 2)
  expect(content.length).toBeLessThanOrEqual(whole / 2)
  expect(rows).toBeGreaterThan(150)
  expect(unpackOutputs(content)).toEqual(firstRows(outputs, rows))
  expect(packWithin(outputs, 0)).toMatchObject({ rows: 0 })
})

test('what was not written by us is damage, not nonsense', () => {
  const content = packOutputs(columnsOf([said('a b'), said('c')]))
  for (const bytes of [content.slice(0, -3), new Uint8Array([1, 2, 3]), packOutputs(columnsOf([])).slice(1)]) {
    expect(() => unpackOutputs(bytes)).toThrow(/damaged/)
  }
})

let folder: string
let database: Database
const configuration = parseConfiguration(composeConfiguration({ source: { kind: 'task', task: 'reverse' } }))
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-outputs-'))
  database = openDatabase(path.join(folder, 'history.sqlite'))
  for (const id of ['a', 'b']) insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const pair = (place: number): ValidationPair => {
  const target = [String(place)]
  return { place, source: ['x'], target, alternatives: [], rarest: 3, unknown: 0 }
}
const LIST = packPairs({ pairs: [pair(0), pair(1)], among: 5 })
const OTHER = packPairs({ pairs: [pair(4)], among: 5 })
const keep = (run: string, step: number, list = LIST) =>
  putOutputs(database, { run, step }, { list, outputs: columnsOf([said(`at ${step}`)]), most: 1e6 })
const steps = (run: string) => listOutputs(database, run).map(({ step }) => step)
const lists = () => database.prepare('SELECT digest FROM pair_list').pluck().all()
const checkpoint = (kind: 'best' | 'last', step: number) => ({ kind, step, file: `${step}`, bytes: 1 })

test('best, last and the newest stay; the pairs are stored once, and go with the last run that has them', () => {
  for (const step of [10, 20, 30, 40]) keep('a', step)
  keep('b', 10)
  expect(lists()).toEqual([LIST.digest])
  putCheckpoints(database, 'a', [checkpoint('best', 20), checkpoint('last', 45)])
  forgetOldOutputs(database, 'a')
  expect(steps('a')).toEqual([20, 40])
  expect(listOutputs(database, 'a')[0]).toMatchObject({ pairs: 1, leftOut: 1 })
  expect(readOutputs(database, { run: 'a', step: 20 }).tokens).toEqual(['at', '20'])
  expect(readPairList(database, LIST.digest)).toEqual({ pairs: [pair(0), pair(1)], among: 5 })
  keep('b', 10, OTHER)
  expect(lists()).toHaveLength(2)
  deleteRuns(database, ['a'])
  expect(lists()).toEqual([OTHER.digest])
  expect(() => readOutputs(database, { run: 'a', step: 20 })).toThrow('No outputs')
})

test('a run that goes back to its best checkpoint forgets what it said after it', () => {
  for (const step of [10, 20]) keep('a', step)
  putCheckpoints(database, 'a', [checkpoint('best', 10), checkpoint('last', 20)])
  goBackToBest(database, 'a')
  expect(steps('a')).toEqual([10])
})
