import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { dataSchema } from '../shared/config/data.ts'
import { loadDataset } from './load.ts'
import { asSaccadeError, containing, temporaryFile } from './readers/test-support.ts'
import { describeDataset } from './statistics.ts'

const table = (content: string, settings: Record<string, unknown> = {}, valid?: string) =>
  loadDataset(
    dataSchema.parse({
      source: {
        kind: 'table',
        train: temporaryFile('pairs.tsv', content),
        ...(valid === undefined ? {} : { valid: temporaryFile('valid.tsv', valid) }),
      },
      ...settings,
    }),
  )
const numbered = (count: number) => Array.from({ length: count }, (_, i) => `s${i}\tt${i}\n`).join('')

describe('loadDataset', () => {
  it.each(['de', 'fr', 'ja'] as const)('has the messages of the compiler in %s', async (language) => {
    const data = await loadDataset(dataSchema.parse({ source: { kind: 'messages', language } }))
    expect(data.train.length + data.valid.length).toBe(2076)
    const pairs = [...data.train, ...data.valid].map(({ source, target }) => [source.join(' '), target.join(' ')])
    const expected = {
      de: '"{0}" wurde erwartet.',
      fr: "'{0}' attendu.",
      ja: "'{0}' が必要です。",
    }[language]
    expect(pairs.find(([source]) => source === "'{0}' expected.")?.[1]).toBe(expected)
  })

  it('splits validation pairs off a table and counts words of the training pairs only', async () => {
    const data = await table(numbered(200), { split: { validFraction: 0.1 } })
    expect([data.train.length, data.valid.length]).toEqual([180, 20])
    expect(data.sourceVocabulary.size).toBe(184)
    for (const pair of data.valid) expect(data.sourceVocabulary.has(pair.source[0]!)).toBe(false)
    expect(data.warnings).toHaveLength(2) // every validation word is new, on both sides
  })

  it('reads a validation file, and reports repeats and leaks', async () => {
    const data = await table('a\tx\nb\ty\na\tx\n', {}, 'a\tx\na\ty\nc\tz\n')
    expect([data.train.length, data.valid.length]).toEqual([3, 3])
    expect(data.warnings).toEqual([
      '1 of 3 training pairs repeats another one and is kept',
      '1 of 3 validation pairs stands in the training data as well',
    ])
    expect(describeDataset(data, 2)).toMatchObject({ duplicatePairs: 1, leakedPairs: 1 })
  })

  it('leaves long training pairs out and keeps long validation pairs', async () => {
    const data = await table(
      'a b c\tx\na b\tx y\na\tx y z\n',
      { maximumSourceLength: 2, maximumTargetLength: 2 },
      'a a a a\tx\n',
    )
    expect(data.train.map((pair) => pair.source.join(' '))).toEqual(['a b'])
    expect(data.valid).toHaveLength(1)
    expect(data.tooLong).toBe(2)
    expect(data.warnings[0]).toBe('2 of 3 training pairs are left out: longer than 2 source or 2 target tokens')
  })

  it('F19: cuts at what Unicode calls white space, and keeps a byte order mark within the text', async () => {
    const separators = ['\u0085', '\u2028', '\u2029', '\u000b', '\f', '\u001c', '\u001e']
    const data = await table(
      `\ufeff${separators.map((each) => `a b${each}c d\ta b c d\n`).join('')}\ufefff c\tf c\n`,
      {},
      'a\ta\n',
    )
    const cut = data.train.map(({ source }) => source.join('|'))
    expect(cut).toEqual([...Array<string>(5).fill('a|b|c|d'), 'a|b\u001cc|d', 'a|b\u001ec|d', '\ufefff|c'])
  })

  it('F25: blames the limit that leaves no pair, and no other', async () => {
    const fails = async (content: string, settings: Record<string, unknown>) =>
      table(content, settings, 'a\tx\n').then(() => expect.fail('was read'), asSaccadeError)
    const source = await fails('a b c\tx\nd e f\ty\n', { maximumSourceLength: 2 })
    expect([source.message, source.hint]).toEqual([
      'All 2 training pairs are longer than the 2 source tokens allowed',
      'Raise data.maximumSourceLength.',
    ])
    expect(source.problems).toEqual([{ path: 'data.maximumSourceLength', message: 'leaves no training pair' }])
    const both = await fails('a b\tx\na\tx y\n', { maximumSourceLength: 1, maximumTargetLength: 1 })
    expect(both.message).toBe('All 2 training pairs are longer than the 1 source or 1 target token allowed')
    const one = await fails('a\tx y\n', { maximumTargetLength: 1 })
    expect(one.message).toBe('The only training pair is longer than the 1 target token allowed')
    const { warnings } = await table('a\tx y\nb\tx\nc\tx\n', { maximumTargetLength: 1 }, 'a\tx\n')
    expect(warnings[0]).toBe('1 of 3 training pairs is left out: longer than 1 target token')
  })

  it('F25: blames what leaves the tokens out, and the tokeniser only where training never saw them', async () => {
    const unseen = await table('a\tx\nb\tx\n', {}, 'c d\tx\n')
    expect(unseen.warnings).toEqual([
      '100 % of the validation source tokens are not in the vocabulary: does the source tokeniser fit the data?',
    ])
    const rare = await table('a\tx\nb\tx\n', { vocabulary: { minimumFrequency: 9 } }, 'a b c\tx\n')
    expect(rare.warnings).toEqual(
      ['source', 'target'].map(
        (side) =>
          `100 % of the validation ${side} tokens are not in the vocabulary, most of them left out by data.vocabulary.minimumFrequency (9)`,
      ),
    )
    const joint = { joint: true, maximumSize: 1 }
    const few = await table('a a\tx\nb\tx\n', { vocabulary: joint }, 'x b\ta\n')
    expect(few.warnings[0]).toMatch(
      /^100 % of the validation source tokens .* left out by data\.vocabulary\.maximumSize \(1\)$/,
    )
  })

  it('F27: warns of a first line that looks like a header', async () => {
    const content = 'id\tsource\ttarget\n1\td\td\n2\tf\tf\n'
    const { warnings } = await table(content, {}, 'x\td\td\n')
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /pairs\.tsv:1 looks like a header \(“id” and “source”\) and is taken for a pair; .* data\.source\.header to true$/,
      ),
    )
    expect((await table('a\tsource\nb\tx\n', {}, 'a\tx\n')).warnings.join()).not.toContain('header')
  })

  it('refuses to split a single source', async () => {
    await expect(table('a\tx\na\ty\n')).rejects.toMatchObject({
      code: 'bad-data',
      message: containing('pairs.tsv has only one different source'),
    })
  })

  it('makes one vocabulary of both sides when joint', async () => {
    const data = await table('a b\tb c\n', { vocabulary: { joint: true } }, 'a\tc\n')
    expect(data.sourceVocabulary).toBe(data.targetVocabulary)
    expect(data.sourceVocabulary.tokens.slice(4)).toEqual(['b', 'a', 'c'])
    expect(data.sourceVocabulary.counts.slice(4)).toEqual([2, 1, 1])
  })

  it('warns of text that is spelled like a special token', async () => {
    const data = await table('a <eos>\tx\n', {}, 'a\t<eos> x x x\n')
    expect(data.warnings).toEqual([
      'The text <eos> stands 2 times in the data and is read as <unk>, since it is spelled like a special token',
    ])
  })

  it('drops the gold alignment where the tokenisers do not fit it', async () => {
    const task = (tokenizer: object) =>
      loadDataset(
        dataSchema.parse({ source: { kind: 'task', task: 'copy', trainPairs: 20, validPairs: 5 }, tokenizer }),
      )
    expect((await task({})).valid[0]!.alignment).not.toBeNull()
    const data = await task({ target: 'character' })
    expect(data.valid[0]!.alignment).toBeNull()
    expect(data.warnings[0]).toContain('gold alignment of task copy is left out')
  })

  it('keeps gold alignments of files with their pairs through the split', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `s${i} b\tx t${i}\n`).join('')
    const links = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? '0-1 1p0\n' : '0-1\n')).join('')
    const source = { kind: 'table', train: temporaryFile('pairs.tsv', rows), alignments: temporaryFile('gold', links) }
    const data = await loadDataset(dataSchema.parse({ source, split: { validFraction: 0.25 } }))
    expect(data.valid).toHaveLength(10)
    for (const { source: words, alignment } of [...data.train, ...data.valid]) {
      const even = Number(words[0]!.slice(1)) % 2 === 0
      expect(alignment).toEqual({
        sure: [[0, 1]],
        possible: even
          ? [
              [0, 1],
              [1, 0],
            ]
          : [[0, 1]],
      })
    }
  })

  it('reads a pair of files with the tokens of each side', async () => {
    const data = await loadDataset(
      dataSchema.parse({
        source: {
          kind: 'moses',
          trainSource: temporaryFile('a', 'ab\nc d\n'),
          trainTarget: temporaryFile('b', 'x y\nz\n'),
        },
        tokenizer: { source: 'character' },
        split: { validFraction: 0.5 },
      }),
    )
    const pairs = [...data.train, ...data.valid].map(({ source, target }) => ({ source, target }))
    expect(pairs).toEqual(
      expect.arrayContaining([
        { source: ['a', 'b'], target: ['x', 'y'] },
        { source: ['c', '␣', 'd'], target: ['z'] },
      ]),
    )
  })

  it('learns pieces of both sides from the training pairs alone, the same each time, and not where they are given', async () => {
    const tokenizer = { source: 'bpe', target: 'bpe', sourceMerges: 20 }
    const settings = { tokenizer, vocabulary: { joint: true }, split: { validFraction: 0.2 } }
    const pairs = Array.from(
      { length: 40 },
      (_, i) => `low lower ${'ab'.repeat(1 + (i % 5))}${i}\twide wider low${i}\n`,
    ).join('')
    const data = await table(pairs, settings)
    const words = await table(pairs, { ...settings, tokenizer: {} })
    const { source, target } = data.tokenizers
    expect(target).toBe(source)
    expect(source.model).toContain('\nw i\n')
    expect(source.model).toContain('\nlow er</w>\n')
    expect(data.valid.map((pair) => source.join(pair.source))).toEqual(words.valid.map((pair) => pair.source.join(' ')))
    expect((await table(pairs, settings)).tokenizers.source.model).toBe(source.model)

    const given = { source: '#version: 0.2\nl o\n', target: '#version: 0.2\nl o\n' }
    const train = temporaryFile('pairs.tsv', pairs)
    const again = await loadDataset(dataSchema.parse({ source: { kind: 'table', train }, ...settings }), {
      models: given,
    })
    expect(again.train[0]?.source.slice(0, 2)).toEqual(['lo@@', 'w'])
  })

  it('leaves out of the vocabulary what a model of pieces does not know, and names files that are none', async () => {
    const model = gunzipSync(readFileSync(new URL('../../test/tokenizers/fixtures/unigram.model.gz', import.meta.url)))
    const tokenizer = { source: 'sentencepiece', sourceModel: temporaryFile('x.model', model), target: 'words' }
    const data = await table(numbered(20).replaceAll('s', 'ba ʬ'), { tokenizer })
    expect(data.train[0]?.source).toContain('ʬ')
    expect(data.sourceVocabulary.has('ʬ')).toBe(false)
    expect(data.sourceVocabulary.has('▁ba')).toBe(true)
    const bad = { source: 'subword-nmt', sourceModel: temporaryFile('x.codes', 'a b c\n') }
    await expect(table(numbered(9), { tokenizer: bad })).rejects.toThrow('x.codes:1 is no merge: “a b c”')
    const none = { source: 'sentencepiece', sourceModel: '/nowhere/x.model' }
    await expect(table(numbered(9), { tokenizer: none })).rejects.toMatchObject({ code: 'bad-data' })
  })

  it('gives keepers of the event loop a turn, and stops when asked to', async () => {
    const stop = new AbortController()
    const loading = loadDataset(dataSchema.parse({ source: { kind: 'task', task: 'copy', trainPairs: 500_000 } }), {
      signal: stop.signal,
    })
    setTimeout(() => stop.abort(), 50)
    await expect(loading).rejects.toMatchObject({ code: 'aborted' })
  })
})
