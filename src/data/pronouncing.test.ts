import { describe, expect, it } from 'vitest'
import { dataSchema } from '../shared/config/data.ts'
import { createPace } from './pace.ts'
import { loadPronouncing } from './pronouncing.ts'

async function load(settings: object, seed = 1) {
  const { source } = dataSchema.parse({ source: { kind: 'pronouncing', ...settings } })
  return loadPronouncing(source.kind === 'pronouncing' ? source : expect.fail(), seed, createPace())
}

describe('pronouncing dictionary', () => {
  it('splits by word and keeps further pronunciations together', async () => {
    const { train, valid } = await load({})
    const words = new Set(train.map((pair) => pair.source))
    expect(valid).toHaveLength(1000)
    expect(words.size + valid.length).toBe(126_046)
    expect(valid.filter((pair) => words.has(pair.source))).toEqual([])
    expect(new Set(valid.map((pair) => pair.source)).size).toBe(1000)

    const all = [
      ...train,
      ...valid.flatMap((pair) => [pair.target, ...pair.alternatives].map((target) => ({ ...pair, target }))),
    ]
    const of = (word: string) => all.filter((pair) => pair.source === word).map((pair) => pair.target)
    expect(of('tomato')).toEqual(['T AH M EY T OW', 'T AH M AA T OW'])
    expect(of('constructor')).toEqual(['K AH N S T R AH K T ER'])
    expect(of("'tis")).toEqual(['T IH Z'])
    expect(all.filter((pair) => /[()#]/u.test(pair.source) || !/^[A-Z]+( [A-Z]+)*$/u.test(pair.target))).toEqual([])
  })

  it('keeps stress when asked to', async () => {
    const { train, valid } = await load({ stress: true, words: 3000, validPairs: 100 })
    expect(train.length).toBeGreaterThan(2900)
    for (const pair of [...train, ...valid]) expect(pair.target).toMatch(/^[A-Z]+[012]?( [A-Z]+[012]?)*$/)
    expect(train.some((pair) => /[AEIOU][A-Z][012]/.test(pair.target))).toBe(true)
  })

  it('draws words with the seed, fewer being among the more', async () => {
    const some = await load({ words: 500, validPairs: 50 })
    const more = await load({ words: 900, validPairs: 50 })
    expect(more.valid).toEqual(some.valid)
    expect(more.train.slice(0, some.train.length)).toEqual(some.train)
    expect((await load({ words: 500, validPairs: 50 }, 2)).valid).not.toEqual(some.valid)
  })

  it('refuses to hold out every word', async () => {
    await expect(load({ words: 100, validPairs: 100 })).rejects.toMatchObject({ code: 'bad-configuration' })
  })
})
