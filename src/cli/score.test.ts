import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ReferenceScore } from '../shared/contract/translation.ts'
import { createTotals, describeSummary, scoreCells, scoreObject } from './commands/score.ts'
import { type LinePairs, readPairs } from './read-pairs.ts'

const answer: ReferenceScore = {
  source: ['a', 'zz'],
  target: ['zz', 'b', '<eos>'],
  logProbabilities: Float32Array.of(-2, -0.5, -0.25),
  unknown: { source: [1], target: [0] },
}

describe('a scored target', () => {
  test('is a line of sum, mean, perplexity and tokens', () => {
    expect(scoreCells(answer)).toEqual(['-2.7500', '-0.9167', '2.50094', 'zz -2.0000 b -0.5000 <eos> -0.2500'])
  })

  test('is an object with every token', () => {
    const { sum, mean, perplexity, ...rest } = scoreObject(answer)
    expect(rest).toEqual({ ...answer, length: 3 })
    expect([sum, mean, perplexity]).toEqual([-2.75, -2.75 / 3, Math.exp(2.75 / 3)])
  })

  test('counts by its tokens among all of them', () => {
    const totals = createTotals()
    for (const each of [answer, null, { ...answer, target: ['<eos>'], logProbabilities: Float32Array.of(-4) }]) {
      totals.add(each && { ...each, unknown: each === answer ? answer.unknown : { source: [], target: [] } })
    }
    const summary = { step: 7, ...totals.summary() }
    expect(summary).toEqual({
      step: 7,
      pairs: 2,
      skipped: 1,
      tokens: 4,
      loss: 6.75 / 4,
      perplexity: Math.exp(6.75 / 4),
      unknown: { source: 1, target: 1 },
    })
    expect(totals.unknown).toEqual(new Map([['zz', 2]]))
    expect(describeSummary(summary)).toBe(
      'loss 1.6875 a token · perplexity 5.40595 · 4 tokens of 2 pairs · 1 left out, without a source · ' +
        'unknown: 1 in sources, 1 in targets · step 7',
    )
  })

  test('none at all has no loss', () => {
    const summary = { step: 7, ...createTotals().summary() }
    expect(summary).toMatchObject({ pairs: 0, tokens: 0, loss: NaN, perplexity: NaN })
    expect(describeSummary(summary)).toBe('0 tokens of 0 pairs · unknown: 0 in sources, 0 in targets · step 7')
  })
})

describe('reading pairs', () => {
  let folder: string
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-pairs-'))
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  function file(name: string, lines: number): string {
    const at = path.join(folder, name)
    fs.writeFileSync(at, Array.from({ length: lines }, (_, index) => `${name}${index}\n`).join(''))
    return at
  }

  test('line n belongs to line n, a few together', async () => {
    for (const atLeast of [1, 600]) {
      const { count, groups } = await readPairs(file('s', 1500), file('t', 1500), atLeast)
      expect(count).toBe(1500)
      const some: LinePairs[] = []
      for await (const group of groups) some.push(group)
      expect(some.length).toBeGreaterThan(1)
      for (const { sources } of some.slice(0, -1)) expect(sources.length).toBeGreaterThanOrEqual(atLeast)
      expect(some.flatMap(({ sources }) => sources)).toEqual(Array.from({ length: 1500 }, (_, index) => `s${index}`))
      expect(some.flatMap(({ targets }) => targets)).toEqual(Array.from({ length: 1500 }, (_, index) => `t${index}`))
    }
  })

  test('unequal counts are told before anything is read, both of them', async () => {
    const [source, target] = [file('s', 300), file('t', 299)]
    await expect(readPairs(source, target)).rejects.toMatchObject({
      code: 'bad-data',
      message: `${source} has 300 lines and ${target} has 299 lines: line n of one must belong to line n of the other`,
    })
  })

  test('not both are standard input', async () => {
    await expect(readPairs('-', '-')).rejects.toMatchObject({ code: 'bad-usage' })
  })
})
