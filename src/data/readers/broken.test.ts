// Files that are not what they should be: each ends in words that name file, line and reason.
import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { guessImport } from './guess-import.ts'
import { failure, readAll, texts } from './read-test-support.ts'
import { temporaryFile, temporaryFolder } from './test-support.ts'

const table = { format: 'table' }

/** What does not shrink much. */
const noise = Array.from({ length: 20_000 }, (_, i) => `${(i * 7919) % 10_007} w\t${(i * 104_729) % 9973} v\n`).join('')

describe('compressed files', () => {
  it.each([
    ['gzip', gzipSync],
    // With its checksum, as the program zstd makes it.
    ['zstd', (text: Buffer) => zstdCompressSync(text, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
  ] as const)('%s: is read in full, and is refused wherever it is cut', async (name, compress) => {
    const whole = Buffer.concat([compress(Buffer.from(noise)), compress(Buffer.from('last\tline\n'))])
    expect((await readAll(temporaryFile('a', whole), table)).pairs).toHaveLength(20_001)
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
    const wide = await readAll(temporaryFile('a', Buffer.from(text, 'utf16le')), { ...table, encoding: 'utf-16le' })
    expect(texts(wide)).toEqual(rows)
    const koi = Buffer.from(['\xd0\xd2\xc9\tx', 'y\t\xd7\xc5\xd4\r\n'].join('\n'), 'latin1')
    expect(texts(await readAll(temporaryFile('a', koi), { ...table, encoding: 'koi8-r' }))).toEqual([
      ['при', 'x'],
      ['y', 'вет'],
    ])
  })

  it('keeps lines of two files together where one of them is left out', async () => {
    const source = temporaryFile('a', Buffer.from('a\nb\xff\nc\n', 'latin1'))
    const targets = temporaryFile('b', 'x\ny\nz\n')
    const { pairs, leftOut } = await readAll(source, { format: 'moses' }, { targets, goOn: true })
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
    const { pairs, leftOut } = await readAll({ name: 'long.jsonl', bytes: bytes() }, jsonl, { goOn: true })
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
