import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SaccadeError } from '../../shared/errors.ts'
import { asSaccadeError, containing, temporaryFile, temporaryFolder } from './test-support.ts'
import { readLines } from './text.ts'

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))))

async function failure(path: string): Promise<SaccadeError> {
  return readLines(path).then(() => expect.fail('was read'), asSaccadeError)
}

describe('readLines', () => {
  it('gives the lines that were written, whatever the line ends', async () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 20 })
      .map((text) => text.replace(/[\n\r\0]/gu, '').replace(/^\uFEFF/u, ''))
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        async (lines, end, mark) => {
          const path = temporaryFile('lines.txt', (mark ? '\uFEFF' : '') + lines.map((text) => text + end).join(''))
          expect(await readLines(path)).toEqual(lines)
        },
      ),
      { numRuns: 50 },
    )
  })

  it('takes a last line without an end, and ends lines at line ends only', async () => {
    expect(await readLines(temporaryFile('a', 'one\u2028still one\u0085\fone\rone\ntwo'))).toEqual([
      'one\u2028still one\u0085\fone\rone',
      'two',
    ])
  })

  it('refuses a file whose lines all end with a bare carriage return, which would be one line', async () => {
    const path = temporaryFile('classic.tsv', 'a\tb\rc\td\r')
    expect(await failure(path)).toMatchObject({ code: 'bad-data', message: containing('carriage return') })
    expect(await readLines(temporaryFile('a', 'a\tb\r'))).toEqual(['a\tb'])
  })

  it('drops a byte order mark at the beginning and nowhere else', async () => {
    expect(await readLines(temporaryFile('a', '\uFEFFa\n\uFEFFb\n'))).toEqual(['a', '\uFEFFb'])
  })

  it('reads characters and lines across the borders of blocks', async () => {
    const long = '€'.repeat(3_000_000) // 9 MB, and 3 does not divide the size of a block
    expect(await readLines(temporaryFile('a', `x\n${long}\n\uFEFFlast`))).toEqual(['x', long, '\uFEFFlast'])
  })

  it('says what is wrong with a path', async () => {
    const folder = temporaryFolder()
    expect(await failure(join(folder, 'none.tsv'))).toMatchObject({
      code: 'bad-data',
      message: containing('none.tsv cannot be read: it does not exist (ENOENT)'),
    })
    expect(await failure(join(temporaryFile('a', 'x'), 'b'))).toMatchObject({
      message: containing('a file is in the way of a folder (ENOTDIR)'),
    })
    expect(await failure(folder)).toMatchObject({ code: 'bad-data', message: `${folder} is a folder` })
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(await failure(pipe)).toMatchObject({ message: `${pipe} is not an ordinary file` })
    expect(await failure('/dev/null')).toMatchObject({ message: '/dev/null is not an ordinary file' })
    expect(await failure(temporaryFile('empty.tsv', ''))).toMatchObject({
      message: containing('empty.tsv is empty'),
    })
  })

  it.skipIf(process.getuid?.() === 0)('says that a file may not be read', async () => {
    const path = temporaryFile('secret', 'x')
    chmodSync(path, 0)
    expect(await failure(path)).toMatchObject({ message: `${path} cannot be read: permission denied (EACCES)` })
  })

  it.each([
    ['Latin-1', bytes('ok\ncaf', [0xe9], ' noir\n'), 2, 'byte 4 of the line is 0xE9'],
    ['a cut-off sequence at the end', bytes('ok\nab', [0xe2, 0x82]), 2, 'byte 3 of the line is 0xE2'],
    ['a sequence cut off by the line end', bytes([0xf0, 0x9f, 0x98], '\nok\n'), 1, 'byte 1 of the line is 0xF0'],
    ['an overlong form', bytes('a\nb\n', [0xc0, 0xaf]), 3, 'byte 1 of the line is 0xC0'],
    ['a surrogate', bytes('\uFFFDx', [0xed, 0xa0, 0x80]), 1, 'byte 5 of the line is 0xED'],
    ['a stray continuation byte', bytes('€', [0x80]), 1, 'byte 4 of the line is 0x80'],
    ['a NUL byte', bytes('ok\nab\0c\n'), 2, 'not text: byte 3 of the line is NUL'],
  ])('refuses %s with line and byte', async (_, content, line, message) => {
    const path = temporaryFile('bad.txt', content)
    const error = await failure(path)
    expect(error.code).toBe('bad-data')
    expect(error.message).toContain(`${path}:${line} is not`)
    expect(error.message).toContain(message)
    expect(error.problems[0]!.path).toBe(`${path}:${line}`)
    expect(error.hint).not.toBe('')
  })

  it('names UTF-16 and compressed files', async () => {
    expect(await failure(temporaryFile('a', Buffer.from('\uFEFFa\tb\n', 'utf16le')))).toMatchObject({
      message: containing('UTF-16'),
    })
    expect(await failure(temporaryFile('a.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])))).toMatchObject({
      message: containing('gzip'),
    })
  })

  it('lists 20 bad lines and counts the rest', async () => {
    const error = await failure(temporaryFile('many.txt', Buffer.from('\xe9\n'.repeat(123), 'latin1')))
    expect(error.problems).toHaveLength(21)
    expect(error.problems[19]!.path).toMatch(/many\.txt:20$/)
    expect(error.problems[20]!.message).toBe('103 more lines with faults')
  })

  it('stops when asked to', async () => {
    const path = temporaryFile('a', 'x\n')
    await expect(readLines(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})
