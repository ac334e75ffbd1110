import fc from 'fast-check'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importPairs } from '../../../data/import/import-pairs.ts'
import { recipeSchema } from '../../../shared/datasets/recipe.ts'
import { rowSearchSchema } from '../../../shared/datasets/rows.ts'
import { makeSearchIndex } from '../thread/search-index.ts'
import { literalOf } from './expression-literal.ts'
import { type OpenDataset, openDataset } from './open-dataset.ts'
import { pageOf } from './page.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-search-'))
const signal = new AbortController().signal

const LINES = [
  'Привет, МИР\tHello world',
  'Die Straße\tThe street',
  'STRASSE\tστρασσε',
  'Ο ΔΡΟΜΟΣ ΜΟΥ\tο δρόμος μου',
  'cafe\u0301 noir\tcafé noir',
  'cafe noir\tcafe',
  '東京都に行く\tgo to Tokyo',
  '가나다\tga na da',
  'a+b (c) [d]\tnothing else',
  'roro papa\tpapa roro',
  'the other\tother the',
  'ﬁn de siècle\tfin',
  'İstanbul ILIK\tistanbul',
  'x\ty',
]
let datasets: readonly OpenDataset[] // with a search index, and without

beforeAll(async () => {
  const file = path.join(root, 'a.tsv')
  fs.writeFileSync(file, `${LINES.join('\n')}\n`)
  const folders = ['indexed', 'plain'].map((name) => path.join(root, name))
  for (const folder of folders) {
    fs.mkdirSync(folder)
    await importPairs(recipeSchema.parse({ files: [{ path: file }] }), folder)
  }
  await makeSearchIndex(folders[0] ?? '', { signal, onProgress: () => undefined })
  datasets = folders.map(openDataset)
})
afterAll(() => {
  for (const dataset of datasets) dataset.close()
  fs.rmSync(root, { recursive: true, force: true })
})

async function found(text: string, options: object = {}, where = ''): Promise<number[]> {
  const [indexed = [], plain = []] = await Promise.all(
    datasets.map(async (dataset) => {
      const search = rowSearchSchema.parse({ text, ...options })
      const page = await pageOf(dataset, { where, search, offset: 0, count: 1000 }, signal)
      expect(page.found).toBe(page.rows.length)
      for (const row of page.rows) {
        for (const side of ['source', 'target'] as const) {
          for (const [start, end] of row.hits[side]) expect(start < end && end <= row[side].length).toBe(true)
        }
      }
      return page.rows.map(({ row }) => row)
    }),
  )
  expect(indexed).toEqual(plain)
  return indexed
}

describe('a search finds, with an index and without', () => {
  it('whatever the case, in Cyrillic, Greek and German', async () => {
    expect(await found('мир')).toEqual([0])
    expect(await found('strasse')).toEqual([1, 2])
    expect(await found('STRASSE', { matchCase: true })).toEqual([2])
    expect(await found('δρομος')).toEqual([3])
    expect(await found('ΔΡΌΜΟΣ')).toEqual([3])
    expect(await found('FIN')).toEqual([11])
  })
  it('letters with their marks, however they are put on', async () => {
    expect(await found('café')).toEqual([4])
    expect(await found('CAFE\u0301')).toEqual([4])
    expect(await found('cafe')).toEqual([5])
  })
  it('one and two characters, and scripts without spaces', async () => {
    expect(await found('京')).toEqual([6])
    expect(await found('東京')).toEqual([6])
    expect(await found('東京都')).toEqual([6])
    expect(await found('나다')).toEqual([7])
    expect(await found('x')).toEqual([13])
  })
  it('on the sides that are meant, whole words, and among the rows of a query', async () => {
    expect(await found('noir', { side: 'both' })).toEqual([4])
    expect(await found('papa', { side: 'source' })).toEqual([9])
    expect(await found('the', { wholeWords: true })).toEqual([1, 10])
    expect(await found('the', { wholeWords: true, side: 'both' })).toEqual([10])
    expect(await found('the', {}, 'source.length > 1 and not source:die')).toEqual([10])
  })
  it('what expressions match, with a literal part and without', async () => {
    expect(await found('a\\+b \\(c\\)', { expression: true })).toEqual([8])
    expect(await found('^\\p{Lu}+$', { expression: true, matchCase: true })).toEqual([2])
    expect(await found('(ro|pa)\\1 papa', { expression: true })).toEqual([9])
    expect(await found('world|street', { expression: true })).toEqual([0, 1])
    await expect(found('(', { expression: true })).rejects.toThrow(/cannot be read/)
  })
  it('what a plain look at every row finds', async () => {
    const sides = LINES.map((line) => line.split('\t'))
    const characters = fc.constantFrom(...new Set(LINES.join('').replaceAll('\t', '')))
    const fold = (text: string) => text.normalize('NFC').toLowerCase().toUpperCase()
    await fc.assert(
      fc.asyncProperty(fc.array(characters, { minLength: 1, maxLength: 4 }), async (letters) => {
        const text = letters.join('')
        const expected = sides.flatMap((pair, row) => (pair.some((one) => fold(one).includes(fold(text))) ? [row] : []))
        expect(await found(text)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })
})

it('looks at every row where its index is broken, and deletes that, so that it is made anew', async () => {
  const folder = path.join(root, 'indexed')
  const file = path.join(folder, 'search.sqlite')
  const whole = fs.readFileSync(file)
  const halfBroken = Buffer.from(whole).fill(0xff, 4096 * 2)
  for (const broken of [Buffer.from('no database at all'), Buffer.alloc(0), halfBroken]) {
    fs.writeFileSync(file, broken)
    const dataset = openDataset(folder)
    const search = rowSearchSchema.parse({ text: 'noir' })
    const page = await pageOf(dataset, { where: '', search, offset: 0, count: 9 }, signal)
    expect(page.rows.map(({ row }) => row)).toEqual([4, 5])
    expect(fs.existsSync(file)).toBe(false)
    dataset.close()
  }
  await makeSearchIndex(folder, { signal, onProgress: () => undefined })
  expect(await found('noir')).toEqual([4, 5])
})

it('knows what an expression holds for certain', () => {
  const cases: [string, string][] = [
    ['hello', 'hello'],
    ['hel+o world', 'o world'],
    ['colou?r', 'colo'],
    ['a|b', ''],
    ['(?:abc|d)efg', 'efg'],
    ['\\bword\\b', 'word'],
    ['[abc]+xyz{2}', 'xy'],
    ['\\p{L}lo\\.\\d+', 'lo.'],
    ['x*', ''],
  ]
  for (const [expression, literal] of cases) expect([expression, literalOf(expression)]).toEqual([expression, literal])
})
