import fc from 'fast-check'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import type { SideStatistics } from '../../shared/datasets/stored.ts'
import { isBlank, wordsOf } from '../../shared/white-space.ts'
import { openFolder } from './reader.ts'
import { isSpace } from './scan-text.ts'
import { type WrittenPair, createFolderWriter } from './writer.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-folder-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

/** Writes pairs, some at a time, and opens what was written. */
function written(pairs: readonly WrittenPair[], batch = pairs.length) {
  const folder = fs.mkdtempSync(path.join(root, 'd'))
  const writer = createFolderWriter(folder)
  for (let at = 0; at < pairs.length; at += batch) writer.add(pairs.slice(at, at + batch))
  for (const [row, { source, target }] of pairs.entries()) expect(writer.read(row)).toEqual({ source, target })
  writer.finish(
    { findings: [], flags: new Uint32Array(pairs.length), numbers: {} },
    {
      ...{ recipe: recipeSchema.parse({ files: [{ path: 'a' }] }), files: [] },
      ...{ skipped: { count: 0, examples: [] }, scripts: { source: [], target: [] } },
    },
  )
  writer.close()
  expect(fs.readdirSync(folder).sort()).toEqual(['columns', 'manifest.json', 'text'])
  return openFolder(folder)
}

// Few words, so that they come again; white space, marks, letters of two and four bytes among them.
const word = fc.constantFrom('a', 'b', 'Ä', 'ß', 'e\u0301', '漢字', '😀', '\u200b', 'a\ufeff', 'the')
const space = fc.constantFrom(' ', '  ', '\t', '\n', '\u3000', '\u00a0', '\u0085', '\u2028', '')
const text = fc.array(fc.tuple(word, space), { maxLength: 12 }).map((parts) => parts.flat().join(''))
const pair = fc.record({ source: text, target: text, split: fc.constantFrom('train', 'valid', 'test') })
const pairs = fc.array(pair, { minLength: 1, maxLength: 40 })

it('counts words, characters, frequencies, coverage and what is unknown as a slow count does', () => {
  fc.assert(
    fc.property(pairs, fc.integer({ min: 1, max: 7 }), (given, batch) => {
      const folder = written(given, batch)
      try {
        for (const side of ['source', 'target'] as const) {
          const { zipf, coverage, ...told } = folder.manifest.statistics[side]
          const slow = countSlowly(given, side)
          expect(told).toEqual(slow.told)
          for (const { rank, count } of zipf) expect(count).toBe(slow.sorted[rank - 1])
          for (const { size, share } of coverage) {
            const sum = slow.sorted.slice(0, size).reduce((total, count) => total + count, 0)
            expect(share).toBeCloseTo(sum / told.words, 9)
          }
          expect(Array.from(folder.column(`${side}.words`))).toEqual(given.map((one) => wordsOf(one[side]).length))
          expect(Array.from(folder.column(`${side}.rare`))).toEqual(slow.rare)
        }
        const read: WrittenPair[] = []
        folder.texts(Array.from(given.keys()), (row, source, target) => {
          read.push({ source, target, split: folder.splitOf(row) })
        })
        expect(read).toEqual(given)
      } finally {
        folder.close()
      }
    }),
    { numRuns: 60 },
  )
})

function countSlowly(given: readonly WrittenPair[], side: 'source' | 'target') {
  const texts = given.map((one) => one[side])
  const words = texts.flatMap(wordsOf)
  const characters = texts.flatMap((one) => Array.from(one))
  const counts = tally(words)
  const trained = tally(given.flatMap((one) => (one.split === 'train' ? wordsOf(one[side]) : [])))
  const heldOut = given.flatMap((one) => (one.split === 'train' ? [] : wordsOf(one[side])))
  const byCount = (a: readonly [string, number], b: readonly [string, number]) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)
  const told: Omit<SideStatistics, 'zipf' | 'coverage'> = {
    words: words.length,
    characters: characters.length,
    longest: {
      words: Math.max(...texts.map((one) => wordsOf(one).length)),
      characters: Math.max(...texts.map((one) => Array.from(one).length)),
    },
    types: counts.size,
    frequent: [...counts].sort(byCount).map(([one, count]) => ({ word: one, count })),
    once: [...counts].filter(([, count]) => count === 1).length,
    unknownRate: heldOut.length === 0 ? 0 : heldOut.filter((one) => !trained.has(one)).length / heldOut.length,
    letters: [...tally(characters)].sort(byCount).map(([character, count]) => ({ character, count })),
    alphabet: new Set(characters).size,
  }
  const trainedOn = given.map((one) => new Set(one.split === 'train' ? wordsOf(one[side]) : []))
  const rare = given.map(
    (one, row) =>
      wordsOf(one[side]).filter((each) => !trainedOn.some((other, at) => at !== row && other.has(each))).length,
  )
  return { told, rare, sorted: [...counts.values()].sort((a, b) => b - a) }
}

function tally(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1)
  return counts
}

it('has one digest for the same pairs, and another for any others', () => {
  const digest = (given: readonly WrittenPair[], batch?: number) => {
    const folder = written(given, batch)
    folder.close()
    return folder.manifest.digest
  }
  const one: WrittenPair[] = [
    { source: 'ab', target: 'c', split: 'train' },
    { source: 'd', target: 'e\nf', split: 'valid' },
  ]
  expect(digest(one, 1)).toBe(digest(one))
  const others: WrittenPair[][] = [
    [{ source: 'a', target: 'bc', split: 'train' }, ...one.slice(1)],
    [...one].reverse(),
    one.map((each) => ({ ...each, split: 'train' })),
    one.slice(0, 1),
  ]
  expect(new Set([one, ...others].map((each) => digest(each))).size).toBe(5)
})

it('takes for white space what Unicode does', () => {
  for (let code = 0; code < 0x11_0000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    if (isSpace(code) !== isBlank(String.fromCodePoint(code))) expect.fail(`U+${code.toString(16)}`)
  }
})

it('refuses a folder whose files are not what was written', () => {
  const { folder, close } = written([{ source: 'a', target: 'b', split: 'train' }])
  close()
  fs.appendFileSync(path.join(folder, 'text'), 'x')
  expect(() => openFolder(folder)).toThrow(/damaged: text/)
  fs.truncateSync(path.join(folder, 'text'), 4)
  const manifest = fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8')
  fs.writeFileSync(path.join(folder, 'manifest.json'), manifest.replace('"source.rare"', '"source.often"'))
  expect(() => openFolder(folder)).toThrow(/damaged: manifest/)
  fs.writeFileSync(path.join(folder, 'manifest.json'), manifest)
  const columns = fs.readFileSync(path.join(folder, 'columns'))
  fs.writeFileSync(path.join(folder, 'columns'), Buffer.alloc(columns.length, 1))
  expect(() => openFolder(folder)).toThrow(/damaged: columns/)
  fs.writeFileSync(path.join(folder, 'columns'), columns)
  openFolder(folder).close()
  fs.truncateSync(path.join(folder, 'columns'), 3)
  expect(() => openFolder(folder)).toThrow(/damaged: columns/)
  fs.writeFileSync(path.join(folder, 'manifest.json'), '{"version":99}')
  expect(() => openFolder(folder)).toThrow(/newer Saccade/)
})
