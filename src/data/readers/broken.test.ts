// Files that are not what they should be: each ends in words that name file, line and reason.
import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../shared/errors.ts'
import type { Pair } from '../pair.ts'
import type { TextSource } from './bytes.ts'
import { createFaults } from './faults.ts'
import { guessImport, parseReading } from './guess-import.ts'
import { READERS } from './registry.ts'
import { asSaccadeError, temporaryFile, temporaryFolder } from './test-support.ts'

interface Read {
  readonly pairs: readonly Pair[]
  readonly leftOut: readonly Problem[]
}

async function read(
  path: TextSource,
  reading: Record<string, unknown>,
  { targets, goOn = false, onBatch }: { targets?: string; goOn?: boolean; onBatch?: () => void } = {},
): Promise<Read> {
  const leftOut: Problem[] = []
  const faults = createFaults(goOn ? (problem) => leftOut.push(problem) : undefined)
  const options = parseReading(reading)
  const reader = await READERS[options.format].load()
  const pairs: Pair[] = []
  const context = { faults, emptySides: true, optionName: (option: string) => option }
  for await (const batch of reader.read({ path, ...(targets !== undefined && { targets }) }, options, context)) {
    for (const pair of batch) pairs.push(pair)
    onBatch?.()
  }
  faults.settle()
  return { pairs, leftOut }
}

/** The message, with the path cut to the name. */
async function failure(...args: Parameters<typeof read>): Promise<string> {
  const error = await read(...args).then(() => expect.fail('was read'), asSaccadeError)
  expect(error.code).toBe('bad-data')
  expect(error.hint).not.toBe('')
  expect(error.problems.length).toBeGreaterThan(0)
  return error.message.replaceAll(/\/\S*\//g, '')
}

const table = { format: 'table' }
const csv = { format: 'table', delimiter: 'comma', quoting: true }
const texts = ({ pairs }: Read) => pairs.map(({ source, target }) => [source, target])
/** What does not shrink much. */
const noise = Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 10_007} w\t${(i * 104_729) % 9973} v\n`).join('')

describe('compressed files', () => {
  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)('%s: is read in full, and is refused wherever it is cut', async (name, compress) => {
    const whole = Buffer.concat([compress(Buffer.from(noise)), compress(Buffer.from('last\tline\n'))])
    expect((await read(temporaryFile('a', whole), table)).pairs).toHaveLength(20_001)
    for (const length of [whole.length - 1, whole.length - 9, whole.length >> 1, 40, 6]) {
      const message = await failure(temporaryFile('a.tsv', whole.subarray(0, length)), table)
      expect(message, String(length)).toMatch(new RegExp(`^a.tsv is (cut short|damaged): its ${name} data`))
    }
    const hit = Buffer.from(whole)
    hit.fill(0x55, 900, 1000)
    expect(await failure(temporaryFile('a.tsv', hit), table)).toContain(`a.tsv is damaged: its ${name} data`)
    const junk = Buffer.concat([whole, Buffer.from('no more of it, but this text')])
    expect(await failure(temporaryFile('a.tsv', junk), table)).toContain('a.tsv is damaged')
  })

  it('that expand beyond all measure are refused before they fill memory or disk', async () => {
    const lines = Buffer.alloc(64 * 1024 * 1024, `a\t${'x'.repeat(1024 * 1024)}\n`)
    const part = gzipSync(lines)
    const bomb = temporaryFile('bomb.tsv', Buffer.concat(Array.from({ length: 6 }, () => part)))
    expect(await failure(bomb, table)).toBe('bomb.tsv expands to more than 500 times its size, which no text does')
  })
})

describe('text', () => {
  it('in another encoding than was said is refused with the line', async () => {
    const latin = temporaryFile('a.tsv', Buffer.from('ok\tok\ncafé\tà\n', 'latin1'))
    expect(await failure(latin, table)).toBe('a.tsv:2 is not UTF-8: byte 4 of the line is 0xE9')
    expect(await failure(latin, { ...table, encoding: 'utf-16le' })).toContain('a.tsv')
    const utf8 = temporaryFile('a.tsv', 'a\tb\nnaïve\tСтраßе\n')
    expect(await failure(utf8, { ...table, encoding: 'windows-1252' })).toBe(
      'a.tsv:1 is not Windows-1252 (Latin-1): the text is UTF-8',
    )
    expect(await failure(utf8, { ...table, encoding: 'utf-16be' })).toBe('a.tsv:1 is not UTF-16 BE: the text is UTF-8')
    const wide = Buffer.from('a\tb\nc\td\n', 'utf16le')
    expect(await failure(temporaryFile('a.tsv', wide), { ...table, encoding: 'utf-16be' })).toBe(
      'a.tsv:1 is not UTF-16 BE: the text is UTF-16 LE',
    )
    expect(await failure(temporaryFile('a.tsv', wide), table)).toContain('NUL')
    const japanese = Buffer.from([0x61, 0x09, 0x62, 0x0a, 0x63, 0x09, 0x88, 0xff, 0x0a])
    expect(await failure(temporaryFile('a.tsv', japanese), { ...table, encoding: 'shift_jis' })).toBe(
      'a.tsv:2 is not Shift_JIS: byte 4 of the line, 0xFF, stands for no character there',
    )
    const undefinedByte = Buffer.from([0x61, 0x09, 0x81, 0x0a])
    expect(await failure(temporaryFile('a.tsv', undefinedByte), { ...table, encoding: 'windows-1252' })).toBe(
      'a.tsv:1 is not Windows-1252 (Latin-1): byte 3 of the line, 0x81, stands for no character there',
    )
  })

  it('in UTF-16 and other encodings is read across the borders of blocks', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => [`Ещё слово №${i} длинного текста`, `и другое ${i}`])
    const text = rows.map((row) => row.join('\t')).join('\n')
    const wide = await read(temporaryFile('a', Buffer.from(text, 'utf16le')), { ...table, encoding: 'utf-16le' })
    expect(texts(wide)).toEqual(rows)
    const koi = Buffer.from(['\xd0\xd2\xc9\tx', 'y\t\xd7\xc5\xd4\r\n'].join('\n'), 'latin1')
    expect(texts(await read(temporaryFile('a', koi), { ...table, encoding: 'koi8-r' }))).toEqual([
      ['при', 'x'],
      ['y', 'вет'],
    ])
  })

  it('keeps lines of two files together where one of them is left out', async () => {
    const source = temporaryFile('a', Buffer.from('a\nb\xff\nc\n', 'latin1'))
    const targets = temporaryFile('b', 'x\ny\nz\n')
    const { pairs, leftOut } = await read(source, { format: 'moses' }, { targets, goOn: true })
    expect(pairs.map((pair) => [pair.source, pair.target, pair.place])).toEqual([
      ['a', 'x', 1],
      ['c', 'z', 3],
    ])
    expect(leftOut).toHaveLength(1)
    expect(await failure(source, { format: 'moses' }, { targets: temporaryFile('b', 'x\n') })).toContain('not UTF-8')
    const short = temporaryFile('b', 'x\ny\n')
    expect(await failure(temporaryFile('a', 'a\nb\nc\n'), { format: 'moses' }, { targets: short })).toBe(
      'a:3 has no partner: a has 3 lines, b has 2 lines',
    )
  })

  it('with a line of 200 MB is refused before it is in memory', async () => {
    let given = 0
    async function* bytes() {
      yield Buffer.from('{"source":"a","target":"b"}\n{"source":"')
      for (; given < 200; given++) yield await Promise.resolve(Buffer.alloc(1024 * 1024, 'x'))
      yield Buffer.from('","target":"c"}\n{"source":"d","target":"e"}\n')
    }
    const jsonl = { format: 'jsonl' }
    expect(await failure({ name: 'long.jsonl', bytes: bytes() }, jsonl)).toBe(
      'long.jsonl:2: the line is longer than 16 MB',
    )
    expect(given).toBeLessThan(20)
    given = 0
    const { pairs, leftOut } = await read({ name: 'long.jsonl', bytes: bytes() }, jsonl, { goOn: true })
    expect(pairs.map(({ source, place }) => [source, place])).toEqual([
      ['a', 1],
      ['d', 3],
    ])
    expect(leftOut).toEqual([{ path: 'long.jsonl:2', message: 'the line is longer than 16 MB' }])
  })
})

describe('files', () => {
  it('that are none, are empty, change or vanish are told of', async () => {
    const folder = temporaryFolder()
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    for (const reading of [table, { format: 'jsonl' }, { format: 'parquet' }, { format: 'po' }]) {
      expect(await failure(pipe, reading)).toContain('is not an ordinary file')
      expect(await failure(folder, reading)).toContain('is a folder')
      expect(await failure(temporaryFile('a', ''), reading)).toMatch(/is empty|is damaged or no Parquet file/)
    }
    await expect(guessImport({ path: pipe })).rejects.toThrow('is not an ordinary file')
    await expect(guessImport({ path: temporaryFile('a.tsv', '') })).rejects.toThrow('a.tsv is empty')
    const path = temporaryFile('a.tsv', noise.repeat(20))
    expect(await failure(path, table, { onBatch: () => appendFileSync(path, 'x\ty\n') })).toBe(
      'a.tsv changed while it was read',
    )
    expect(await failure(path, table, { onBatch: () => rmSync(path, { force: true }) })).toBe(
      'a.tsv vanished while it was read',
    )
  })
})

describe('CSV', () => {
  it('with an unclosed quotation mark at line 2 of a million is refused early', async () => {
    let given = 0
    async function* bytes() {
      yield Buffer.from('a,b\n"c,d\n')
      for (; given < 1000; given++)
        yield await Promise.resolve(Buffer.from('some more text,and its other side\n'.repeat(1000)))
    }
    expect(await failure({ name: 'a.csv', bytes: bytes() }, csv)).toBe(
      'a.csv:2: a quoted cell begins in this row and does not end within a million characters',
    )
    expect(given).toBeLessThan(50)
  })

  it('with ragged rows names them, or leaves them out', async () => {
    const path = temporaryFile('a.csv', 'a,b\n"c,\n",d\ne\nf,g,h\n')
    expect(await failure(path, csv)).toBe('a.csv:4: 1 column instead of 2 (and 1 more line)')
    const { pairs, leftOut } = await read(path, csv, { goOn: true })
    expect(pairs.map(({ source, place }) => [source, place])).toEqual([
      ['a', 1],
      ['c,\n', 2],
    ])
    expect(leftOut.map(({ message }) => message)).toEqual(['1 column instead of 2', '3 columns instead of 2'])
  })
})

describe('JSON lines', () => {
  it('name the line that is none, and the field that is not there or no text', async () => {
    const lines = [
      '{"a":{"b":"x"},"c":7}',
      '{"a":',
      '{"a":{}}',
      '{"a":{"b":null},"c":"y"}',
      '[1]',
      '{"a":{"b":"\\ud800"},"c":"y"}',
      '{"a":{"b":"x"},"c":0.1}',
    ]
    const path = temporaryFile('a.jsonl', lines.join('\n'))
    const reading = { format: 'jsonl', sourceField: 'a.b', targetField: 'c' }
    expect(await failure(path, reading)).toMatch(/^a\.jsonl:2: the line is no JSON: .* \(and 5 more lines\)$/)
    const { pairs, leftOut } = await read(path, reading, { goOn: true })
    expect(texts({ pairs, leftOut })).toEqual([['x', '7']])
    expect(leftOut.slice(1).map(({ message }) => message)).toEqual([
      'the field a.b is not there',
      'the field a.b is null',
      'the line is no JSON object: [1]',
      'a.b holds a NUL or half a character',
      'the field c is a number that has more than one way to be written',
    ])
  })
})

function parquet(options: Omit<Parameters<typeof parquetWrite>[0], 'writer'>): Buffer {
  const writer = new ByteWriter()
  void parquetWrite({ writer, ...options })
  return Buffer.from(writer.getBytes())
}

describe('Parquet', () => {
  const many = Array.from({ length: 5000 }, (_, i) => `sentence number ${i} ${(i * 7919) % 1009}`)
  const strings = (name: string, data: (string | null)[]) => ({ name, data, type: 'STRING' as const })
  const names = { format: 'parquet', sourceColumn: 'en', targetColumn: 'de' }

  it('is read with null and 64-bit columns, nested ones by their path', async () => {
    const big = { name: 'n', data: [2n ** 60n, 3n, 5n], type: 'INT64' as const }
    const path = temporaryFile(
      'a',
      parquet({ columnData: [strings('en', ['a', null, 'c']), strings('de', ['x', 'y', 'z']), big] }),
    )
    expect(await failure(path, names)).toBe('a:2: the column en is null')
    const { pairs, leftOut } = await read(path, names, { goOn: true })
    expect(texts({ pairs, leftOut })).toEqual([
      ['a', 'x'],
      ['c', 'z'],
    ])
    const numbers = await read(path, { ...names, sourceColumn: 'n' })
    expect(numbers.pairs[0]?.source).toBe('1152921504606846976')
    expect(await failure(path, { ...names, sourceColumn: 'fr' })).toBe('a has no column fr')
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'id', type: 'INT64' as const, repetition_type: 'OPTIONAL' as const },
      { name: 'translation', num_children: 2, repetition_type: 'OPTIONAL' as const },
      {
        name: 'en',
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      },
      {
        name: 'de',
        type: 'BYTE_ARRAY' as const,
        converted_type: 'UTF8' as const,
        repetition_type: 'OPTIONAL' as const,
      },
    ]
    const data = many.map((text, i) => (i === 7 ? null : { en: text, de: `${text}!` }))
    const columnData = [
      { name: 'id', data: many.map((_, i) => BigInt(i)) },
      { name: 'translation', data },
    ]
    const nested = temporaryFile('n.parquet', parquet({ schema, columnData, rowGroupSize: 1000 }))
    const guess = await guessImport({ path: nested })
    expect(guess.reading).toEqual({
      format: 'parquet',
      sourceColumn: 'translation.en',
      targetColumn: 'translation.de',
      splitColumn: '',
    })
    expect(await failure(nested, guess.reading)).toBe('n.parquet:8: the column translation.en is not there')
    expect((await read(nested, guess.reading, { goOn: true })).pairs.at(-1)).toMatchObject({
      place: 5000,
      source: many.at(-1),
    })
  })

  it('with damaged pages, or cut, is refused or read right, never wrong', async () => {
    const whole = parquet({ columnData: [strings('en', many), strings('de', many)], codec: 'SNAPPY' })
    expect((await read(temporaryFile('a', whole), names)).pairs).toHaveLength(5000)
    for (const length of [whole.length - 1, whole.length >> 1, 11]) {
      expect(await failure(temporaryFile('a', whole.subarray(0, length)), names)).toContain(
        'a is damaged or no Parquet file',
      )
    }
    const hit = Buffer.from(whole)
    hit.fill(0xee, 3000, 3100)
    expect(await failure(temporaryFile('a', hit), names)).toMatch(
      /a is damaged or no Parquet file: a page with the rows 1 to 1000 cannot be read/,
    )
  })
})

describe('TMX', () => {
  const languages = { format: 'tmx', sourceLanguage: 'en', targetLanguage: 'de' }
  const memory = (body: string, before = '') =>
    temporaryFile(
      'a.tmx',
      `<?xml version="1.0"?>\n${before}<tmx version="1.4">\n<header srclang="en"/>\n<body>\n${body}</body>\n</tmx>\n`,
    )
  const unit = (en: string, de: string) =>
    `<tu><tuv xml:lang="en-GB"><seg>${en}</seg></tuv>\n<tuv xml:lang="DE"><seg>${de}</seg></tuv></tu>\n`

  it('reads inline tags as the specification has them', async () => {
    const inside =
      '<bpt i="1">&lt;b></bpt>bold<ept i="1">&lt;/b></ept> <hi type="x">and <hi>high</hi></hi><ph>{0}<sub>note</sub></ph><it pos="begin">[</it>.'
    const path = memory(unit(inside, 'a<![CDATA[ & ]]>b&#x20;c'))
    expect(texts(await read(path, languages))).toEqual([['bold and high.', 'a & b c']])
    expect(texts(await read(path, { ...languages, inline: 'keep' }))[0]).toEqual([
      '<b>bold</b> and high{0}note[.',
      'a & b c',
    ])
  })

  it('refuses an entity bomb, an unclosed unit and broken XML', async () => {
    const bomb = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n'
    expect(await failure(memory(unit('&b;', 'x'), bomb), languages)).toBe(
      'a.tmx:2 declares entities of its own, which are not read',
    )
    expect(await failure(memory(unit('&nbsp;', 'x')), languages)).toBe(
      'a.tmx:5: the XML is broken at character 37: undefined entity',
    )
    const whole = `<tmx version="1.4"><body>\n${unit('a', 'b')}<tu><tuv xml:lang="en"><seg>cut`
    expect(await failure(temporaryFile('a.tmx', whole), languages)).toBe(
      'a.tmx:4: a unit (<tu>) begins here and is never closed',
    )
    expect(await failure(memory('<tu><tuv></tu>'), languages)).toContain('a.tmx:5: the XML is broken')
    expect(await failure(temporaryFile('a.tmx', '<xliff/>'), languages)).toBe(
      'a.tmx is XML but no translation memory: it begins with <xliff>',
    )
    expect(await failure(memory(unit('a', 'b')), { format: 'tmx' })).toContain('no languages were chosen')
  })

  it('names a unit without one of the languages', async () => {
    const path = memory(`${unit('a', 'b')}<tu><tuv xml:lang="en"><seg>only</seg></tuv></tu>\n`)
    expect(await failure(path, languages)).toBe('a.tmx:7: the unit has no text in de, only in en')
    expect(texts(await read(path, languages, { goOn: true }))).toEqual([['a', 'b']])
  })
})

describe('PO', () => {
  const catalogue = [
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"',
    '#: a.c:1\nmsgctxt "menu"\nmsgid "Open"\nmsgstr "Öffnen"',
    '#, fuzzy, c-format\nmsgid "%d new"\nmsgstr "%d alt"',
    'msgid "file"\nmsgid_plural "files"\nmsgstr[0] "Datei"\nmsgstr[1] "Dateien"',
    'msgid "empty"\nmsgstr ""',
    '#~ msgid "old"\n#~ msgstr "alt"',
    'msgid ""\n"two\\n"\n"lines \\"here\\""\nmsgstr "zwei\\tZeilen"',
  ].join('\n\n')

  it('takes or leaves fuzzy, plural and obsolete entries and contexts, as the options say', async () => {
    const path = temporaryFile('a.po', catalogue)
    const usual = [
      ['Open', 'Öffnen'],
      ['file', 'Datei'],
      ['files', 'Dateien'],
      ['two\nlines "here"', 'zwei\tZeilen'],
    ]
    expect(texts(await read(path, { format: 'po' }))).toEqual(usual)
    const all = { format: 'po', fuzzy: true, obsolete: true, plural: 'none', context: 'prefix' }
    expect(texts(await read(path, all))).toEqual([
      ['menu Open', 'Öffnen'],
      ['%d new', '%d alt'],
      ['old', 'alt'],
      ['two\nlines "here"', 'zwei\tZeilen'],
    ])
    expect(texts(await read(path, { format: 'po', plural: 'singular' }))).toHaveLength(3)
    expect((await read(path, { format: 'po' })).pairs[0]?.place).toBe(7)
  })

  it.each([
    ['msgid "a\nmsgstr "b"\n', 'a.po:1: this is no line of a catalogue: msgid "a'],
    ['msgid "a"\n\nmsgid "b"\nmsgstr "c"\n', 'a.po:1: this entry has a msgid and no msgstr'],
    ['msgid "a"\nmsgstr "b"\n\nmsgid "c"\n', 'a.po:4: this entry has a msgid and no msgstr'],
    ['msgstr "b"\n', 'a.po:1: a msgstr stands here without a msgid'],
    ['"b"\n', 'a.po:1: a text stands here that belongs to no entry'],
    [
      'msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"\n',
      'a.po:3: the text of this entry has one already, on line 1: “a”',
    ],
  ])('names what is wrong in %j', async (content, message) => {
    expect(await failure(temporaryFile('a.po', content), { format: 'po' })).toBe(message)
  })
})
