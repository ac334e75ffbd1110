import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseConfiguration } from '../../shared/config/check.ts'
import { composeConfiguration } from '../../shared/config/compose.ts'
import type { AttentionMap } from '../../shared/contract/attention.ts'
import { type Database, openDatabase } from '../storage/database.ts'
import { insertRun } from '../storage/runs.ts'
import { putSnapshot } from '../storage/snapshots.ts'
import { putWatched } from '../storage/watched.ts'
import { createEmergenceService } from './emergence-service.ts'
import { createKeptMeasures } from './kept-measures.ts'

let folder: string
let database: Database
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-emergence-'))
  database = openDatabase(path.join(folder, 'history.sqlite'))
  const configuration = parseConfiguration(composeConfiguration({ source: { kind: 'task', task: 'reverse' } }))
  for (const id of ['a', 'plain']) insertRun(database, { id, name: id, dataName: 'reverse', configuration }, 1)
  putWatched(database, 'a', [
    { index: 0, source: ['p', 'q'], reference: ['q', 'p'], alignment: { sure: [[1, 0], [0, 1]], possible: [] } }, // prettier-ignore
    { index: 1, source: ['r'], reference: ['r'], alignment: null },
  ])
  putWatched(database, 'plain', [{ index: 0, source: ['p', 'q'], reference: [], alignment: null }])
})
afterEach(() => {
  database.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

const context = { signal: new AbortController().signal }
const uniform = [1 / 3, 1 / 3, 1 / 3]
// One head that looks where it should, and one that looks everywhere alike; rows q, p, <eos>.
const right = [0, 1, 0, 1, 0, 0, 0, 0, 1]
const map = (mode: AttentionMap['mode'], target: string[], ...heads: number[][]): AttentionMap => ({
  mode,
  source: ['p', 'q', '<eos>'],
  target,
  layers: 1,
  heads: heads.length,
  weights: Float32Array.from(heads.flat()),
})
const blind = [uniform, uniform, uniform].flat()
const answer = ['q', 'p', '<eos>']
const small: AttentionMap = {
  ...map('teacher-forced', ['r', '<eos>']),
  source: ['r', '<eos>'],
  heads: 2,
  weights: Float32Array.of(1, 0, 0, 1, 0.5, 0.5, 0.5, 0.5),
}

function put(step: number, text: string, ...maps: AttentionMap[]): void {
  putSnapshot(database, 'a', { step, sentences: [{ index: 0, text, maps }] })
}

describe('emergence', () => {
  const ask = (source?: string[], ...runs: string[]) =>
    createEmergenceService({ database }).emergence({ runs: runs.length > 0 ? runs : ['a'], source }, context)

  it('measures each head at each kept step, and their mean', async () => {
    put(0, 'x', map('teacher-forced', answer, blind, blind))
    put(10, 'q p', map('teacher-forced', answer, right, blind))
    const [found] = await ask(['p', 'q'])
    expect(found).toMatchObject({ run: 'a', sentences: 1, layers: 1, heads: 2 })
    expect([...found!.steps]).toEqual([0, 10])
    const [{ mode, values } = { mode: '', values: null }] = found!.modes
    expect(mode).toBe('teacher-forced')
    const rounded = (measure: keyof NonNullable<typeof values>) =>
      Array.from(values![measure], (value) => Number(value.toFixed(2)))
    // Rows: head 1, head 2, mean; each at steps 0 and 10. The mean of the two at 10 is 2/3, 1/6, 1/6 in some order.
    const between = -((2 / 3) * Math.log(2 / 3) + (1 / 3) * Math.log(1 / 6)) / Math.log(3)
    expect(rounded('entropy')).toEqual([1, 0, 1, 1, 1, Number(between.toFixed(2))])
    // Alike everywhere, the first place counts as the largest: one of two links is right.
    expect(rounded('alignment error')).toEqual([0.5, 0, 0.5, 0.5, 0.5, 0])
    expect(rounded('coverage')).toEqual([1, 1, 1, 1, 1, 1])
    expect(rounded('monotonicity')).toEqual([1, 0, 1, 1, 1, 0])
  })

  it('sums over the sentences, each in the steps that have it, and tells where outputs changed', async () => {
    put(0, 'x', map('teacher-forced', answer, right, blind))
    put(10, 'x', map('teacher-forced', answer, right, blind))
    put(20, 'q p', map('teacher-forced', answer, right, blind))
    putSnapshot(database, 'a', { step: 20, sentences: [{ index: 1, text: 'r', maps: [small] }] })
    const [found] = await ask()
    expect(found?.sentences).toBe(2)
    expect([...found!.changed]).toEqual([0, 0, 1])
    const { entropy, 'alignment error': errors } = found!.modes[0]!.values
    expect([...entropy.subarray(0, 3)]).toEqual([0, 0, 0])
    expect(entropy[3]).toBeCloseTo(1, 3) // the second head
    // The second sentence has no gold alignment: nothing of it is counted there.
    expect([...errors.subarray(0, 3)]).toEqual([0, 0, 0])
    expect((await ask(['r']))[0]).toMatchObject({ sentences: 1, changed: Uint16Array.of(0, 0, 0) })
    expect((await ask(['unheard', 'of']))[0]).toMatchObject({ sentences: 0, modes: [] })
  })

  it('counts the alignment error of a free-running output only where that is the reference', async () => {
    put(0, 'p', map('free-running', ['p', '<eos>'], right.slice(0, 6)))
    put(10, 'q p', map('free-running', answer, right))
    const { 'alignment error': errors, entropy } = (await ask(['p', 'q']))[0]!.modes[0]!.values
    expect([...errors.subarray(0, 2)]).toEqual([NaN, 0])
    expect([...entropy.subarray(0, 2)]).toEqual([0, 0])
  })

  it('takes a map that was stored anew for another', async () => {
    const service = createEmergenceService({ database })
    const entropy = async () => (await service.emergence({ runs: ['a'] }, context))[0]!.modes[0]!.values.entropy[0]
    put(0, 'x', map('teacher-forced', answer, blind))
    expect(await entropy()).toBeCloseTo(1, 3)
    expect(await entropy()).toBeCloseTo(1, 3)
    put(0, 'x', map('teacher-forced', answer, right))
    expect(await entropy()).toBe(0)
  })

  it('has nothing of a model without attention but where its outputs changed, and null for a run that is gone', async () => {
    const none: AttentionMap = { ...map('free-running', answer), layers: 0, heads: 0 }
    for (const [step, text] of [
      [0, 'x'],
      [5, 'y'],
    ] as const)
      // prettier-ignore
      putSnapshot(database, 'plain', { step, sentences: [{ index: 0, text, maps: [none] }] })
    const [plain, gone] = await ask(undefined, 'plain', 'nobody')
    expect(plain).toMatchObject({ layers: 0, modes: [], changed: Uint16Array.of(0, 1) })
    expect(gone).toBeNull()
  })
})

describe('kept measures', () => {
  it('let those go that were asked for longest ago', () => {
    const kept = createKeptMeasures(3 * 8)
    for (const key of ['a', 'b', 'c']) kept.put(key, new Float64Array(1))
    kept.get('a')
    kept.put('d', new Float64Array(1))
    expect(['a', 'b', 'c', 'd'].filter((key) => kept.get(key))).toEqual(['a', 'c', 'd'])
  })
})
