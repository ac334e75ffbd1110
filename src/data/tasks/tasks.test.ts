import { describe, expect, it } from 'vitest'
import { type TaskId, TASK_IDS, dataSchema } from '../../shared/config/data.ts'
import { loadDataset } from '../load.ts'
import { createPace } from '../pace.ts'
import type { TokenPair } from '../types.ts'
import { containing } from '../readers/test-support.ts'
import { generateTask } from './generate.ts'
import { TASKS } from './registry.ts'

const sourceOf = (task: TaskId, settings: object = {}) => {
  const { source } = dataSchema.parse({ source: { kind: 'task', task, trainPairs: 300, validPairs: 100, ...settings } })
  return source.kind === 'task' ? source : expect.fail('no task')
}
const generate = (task: TaskId, settings: object = {}, seed = 1) =>
  generateTask(sourceOf(task, settings), seed, createPace())

async function load(task: TaskId): Promise<readonly TokenPair[]> {
  const { tokenizer } = TASKS[task]
  const data = await loadDataset(
    dataSchema.parse({ source: sourceOf(task), tokenizer: { source: tokenizer, target: tokenizer } }),
  )
  expect(data.warnings).toEqual([])
  return [...data.train, ...data.valid]
}

describe.each(TASK_IDS)('task %s', (task) => {
  it('never gives a source twice, and the same pairs for the same seed only', async () => {
    const { train, valid } = await generate(task)
    expect([train.length, valid.length]).toEqual([300, 100])
    expect(new Set([...train, ...valid].map((pair) => pair.source)).size).toBe(400)
    expect(await generate(task)).toEqual({ train, valid })
    expect((await generate(task, {}, 2)).valid).not.toEqual(valid)
  })

  it('keeps the validation pairs when more training pairs are asked for', async () => {
    const few = await generate(task, { trainPairs: 10 })
    const many = await generate(task, { trainPairs: 50 })
    expect(many.valid).toEqual(few.valid)
    expect(many.train.slice(0, 10)).toEqual(few.train)
  })

  it('links tokens that exist', async () => {
    for (const { source, target, alignment } of await load(task)) {
      for (const [from, to] of [...alignment!.sure, ...alignment!.possible]) {
        expect(source[from]).toBeDefined()
        expect(target[to]).toBeDefined()
      }
    }
  })
})

describe('answers', () => {
  it.each(['copy', 'reverse', 'sort'] as const)('%s: each target token is the token it is linked to', async (task) => {
    for (const { source, target, alignment } of await load(task)) {
      expect(target).toEqual(task === 'copy' ? source : task === 'reverse' ? source.toReversed() : source.toSorted())
      expect(alignment!.sure.map(([, to]) => to)).toEqual([...target.keys()])
      for (const [from, to] of alignment!.sure) expect(source[from]).toBe(target[to])
      const links = alignment!.sure.map(([from]) => from)
      if (task === 'copy') expect(links).toEqual([...source.keys()])
      if (task === 'reverse') expect(links).toEqual([...source.keys()].reverse())
    }
  })

  it('sort: equal symbols keep their order, and numbers sort as numbers', async () => {
    const { train } = await generate('sort', { symbols: 2, minimumLength: 8, maximumLength: 9, trainPairs: 300 })
    for (const { source, alignment } of train) {
      const tokens = source.split(' ')
      for (const [place, [from]] of alignment!.sure.entries()) {
        const next = alignment!.sure[place + 1]
        if (next && tokens[from] === tokens[next[0]]) expect(from).toBeLessThan(next[0])
      }
    }
    for (const { target } of (await generate('sort', { symbols: 500 })).train) {
      const numbers = target.split(' ').map(Number)
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    }
  })

  it('addition: sums are right and links stay in the column or its right neighbour', async () => {
    const { train } = await generate('addition', { maximumLength: 30 })
    for (const { source, target, alignment } of train) {
      const [left = '', right = ''] = source.split('+')
      expect(BigInt(left) + BigInt(right)).toBe(BigInt(target))
      expect(`${left}${right}`).not.toMatch(/\D/)
      expect(alignment!.sure).toEqual([])
      for (const [from, to] of alignment!.possible) {
        const column = from < left.length ? left.length - 1 - from : left.length + right.length - from
        expect([0, 1]).toContain(target.length - 1 - to - column)
      }
    }
  })

  it('dates: the target is the date meant, and copied digits are linked to themselves', async () => {
    const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
    for (const { source, target, alignment } of (await generate('dates')).train) {
      expect(new Date(`${target}T00:00:00Z`).toISOString().slice(0, 10)).toBe(target)
      const [year = '', month = '', day = ''] = target.split('-')
      expect(source).toContain(year.slice(2))
      expect(source).toContain(String(Number(day)))
      expect(source.includes(month) || source.toLowerCase().includes(months[Number(month) - 1]!)).toBe(true)
      for (const [from, to] of alignment!.sure) expect(source[from]).toBe(target[to])
      // Both last digits of the year and the last of the day always stand in the source.
      expect(alignment!.sure.map(([, to]) => to)).toEqual(expect.arrayContaining([2, 3, 9]))
      expect(new Set(alignment!.possible.map(([, to]) => to)).size).toBe(10)
    }
  })

  it('dates: one form by hand', async () => {
    const { train } = await generate('dates', { trainPairs: 3000 })
    const pair = train.find(({ source }) => /^[A-Z][a-z]{2} \d, \d\d$/.test(source))! // such as “Mar 3, 98”
    expect(pair.alignment!.sure).toEqual(
      expect.arrayContaining([
        [4, 9],
        [7, 2],
        [8, 3],
      ]),
    )
    expect(pair.alignment!.sure).toHaveLength(3)
    const possible = pair.alignment!.possible.map(([from, to]) => `${from}-${to}`)
    const month = ['0-5', '1-5', '2-5', '0-6', '1-6', '2-6']
    const year = ['7-0', '8-0', '7-1', '8-1', '7-2', '8-2', '7-3', '8-3']
    const hyphens = Array.from({ length: 9 }, (_, at) => [`${at}-4`, `${at}-7`]).flat()
    expect(possible.toSorted()).toEqual([...month, ...year, '4-8', '4-9', ...hyphens].toSorted())
  })
})

describe('small spaces', () => {
  it('are used to the last source', async () => {
    const settings = { symbols: 2, minimumLength: 1, maximumLength: 8, trainPairs: 500, validPairs: 10 } // 2 + 4 + … + 256 = 510
    const { train, valid } = await generate('copy', settings)
    expect(new Set([...train, ...valid].map((pair) => pair.source)).size).toBe(510)
  })

  it('are refused when too small, saying how many pairs there are', async () => {
    const error = generate('reverse', {
      symbols: 2,
      minimumLength: 1,
      maximumLength: 8,
      trainPairs: 500,
      validPairs: 11,
    })
    await expect(error).rejects.toMatchObject({
      code: 'bad-configuration',
      message: containing('only 510 different sources'),
      hint: 'Ask for at most 510 pairs in all, or allow longer sources or more symbols.',
    })
    await expect(generate('dates', { trainPairs: 1_000_000 })).rejects.toMatchObject({ code: 'bad-configuration' })
  })
})
