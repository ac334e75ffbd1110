// Broken and odd files of each format: what is in them is read right, or refused with file, line and reason.
import { readFileSync } from 'node:fs'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { guessImport } from './guess-import.ts'
import { failure, readAll, texts } from './read-test-support.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { asSaccadeError, temporaryFile } from './test-support.ts'

const csv = { format: 'table', delimiter: 'comma', quoting: true }

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
    const { pairs, leftOut } = await readAll(path, csv, { goOn: true })
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
    const { pairs, leftOut } = await readAll(path, reading, { goOn: true })
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
    const { pairs, leftOut } = await readAll(path, names, { goOn: true })
    expect(texts({ pairs, leftOut })).toEqual([
      ['a', 'x'],
      ['c', 'z'],
    ])
    const numbers = await readAll(path, { ...names, sourceColumn: 'n' })
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
    expect((await readAll(nested, guess.reading, { goOn: true })).pairs.at(-1)).toMatchObject({
      place: 5000,
      source: many.at(-1),
    })
  })

  it('with damaged pages, or cut, is refused or read right, never wrong', async () => {
    const whole = parquet({ columnData: [strings('en', many), strings('de', many)], codec: 'SNAPPY' })
    expect((await readAll(temporaryFile('a', whole), names)).pairs).toHaveLength(5000)
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

describe('Parquet with checksums', () => {
  it.each([
    ['checksums-1.parquet', { sourceColumn: 'source', targetColumn: 'target' }],
    ['checksums-2.parquet', { sourceColumn: 'translation.en', targetColumn: 'translation.de' }],
  ])('%s: is read, and never otherwise than it was written', async (file, columns) => {
    const reading = { format: 'parquet', ...columns }
    const whole = readFileSync(new URL(`fixtures/${file}`, import.meta.url))
    const written = texts(await readAll(temporaryFile('a', whole), reading))
    const expected = Array.from({ length: 300 }, (_, i) => [
      `sentence ${(i * 7919) % 1009} number ${i}`,
      `Satz ${i % 7}`,
    ])
    expect(written).toEqual(expected)
    let found = 0
    const pages = whole.length - 8 - whole.readUInt32LE(whole.length - 8)
    for (let at = 4; at < pages; at += 61) {
      const hit = Buffer.from(whole)
      hit[at] = (hit[at] ?? 0) ^ 0x01
      const path = temporaryFile('a', hit)
      const result = await readAll(path, reading).then(texts, asSaccadeError)
      if (result instanceof SaccadeError) {
        expect(result.code).toBe('bad-data')
        if (result.message.includes('checksum of page')) found++
      } else expect(result).toEqual(written) // another column, a statistic
    }
    expect(found).toBeGreaterThan(20)
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
    expect(texts(await readAll(path, languages))).toEqual([['bold and high.', 'a & b c']])
    expect(texts(await readAll(path, { ...languages, inline: 'keep' }))[0]).toEqual([
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
    expect(texts(await readAll(path, languages, { goOn: true }))).toEqual([['a', 'b']])
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
    expect(texts(await readAll(path, { format: 'po' }))).toEqual(usual)
    const all = { format: 'po', fuzzy: true, obsolete: true, plural: 'none', context: 'prefix' }
    expect(texts(await readAll(path, all))).toEqual([
      ['menu Open', 'Öffnen'],
      ['%d new', '%d alt'],
      ['old', 'alt'],
      ['two\nlines "here"', 'zwei\tZeilen'],
    ])
    expect(texts(await readAll(path, { format: 'po', plural: 'singular' }))).toHaveLength(3)
    expect((await readAll(path, { format: 'po' })).pairs[0]?.place).toBe(7)
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
