import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTable } from '../data/readers/table.ts'
import { readLinesAsTheyCome } from '../data/readers/text.ts'
import { dataSchema } from '../shared/config/data.ts'
import { checkFilesPresent } from './data-present.ts'
import { readFolder } from './package-folder.ts'
import { readLineGroups } from './read-lines.ts'
import { configurationFor } from './run-parts.ts'

const TSV = { delimiter: 'tab', header: false, sourceColumn: 1, targetColumn: 2 } as const

let folder: string
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-cli-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

function write(name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name)
  fs.writeFileSync(file, content)
  return file
}

describe('reading lines', () => {
  async function all(file: string): Promise<string[]> {
    const lines: string[] = []
    for await (const group of readLineGroups(file)) lines.push(...group)
    return lines
  }
  test('any line end, an empty line, and a last line without end', async () => {
    expect(await all(write('a', 'one\r\n\ntwo\nthree'))).toEqual(['one', '', 'two', 'three'])
    expect(await all(write('b', ''))).toEqual([])
  })
  test('characters that are cut by a buffer’s end are whole', async () => {
    const line = 'ä€😀'.repeat(20_000)
    expect(await all(write('a', `${line}\n${line}\n`))).toEqual([line, line])
  })
  test('wrong bytes are named with their line', async () => {
    const file = write('a', Uint8Array.of(97, 10, 0xff, 10))
    const message = `${file}:2 is not UTF-8: byte 1 of the line is 0xFF`
    await expect(all(file)).rejects.toMatchObject({ code: 'bad-data', message })
  })
  test('F19: as training reads them: the byte order mark of the file goes, one within the text stays', async () => {
    expect(await all(write('a', '\ufeffa\u0085b\n\ufeffc\u2028d\n'))).toEqual(['a\u0085b', '\ufeffc\u2028d'])
  })
  test('F20: NUL and UTF-16 are named as training names them', async () => {
    const nul = write('nul.txt', 'a b\nc\0 d\n')
    const utf16 = write('utf16.txt', Buffer.from('\ufeffa b\n', 'utf16le'))
    for (const file of [nul, utf16]) {
      const refused = await readTable(file, TSV).catch((error: unknown) => error)
      expect(refused).toMatchObject({ code: 'bad-data', message: expect.stringMatching(/NUL|UTF-16/) })
      await expect(all(file)).rejects.toThrow(refused)
    }
  })
  test('what comes by itself is refused at its first fault, without waiting for its end', async () => {
    async function* endless() {
      yield Buffer.from('a\nb')
      for (;;) yield Buffer.from('\0\n')
    }
    const read = async () => {
      for await (const lines of readLinesAsTheyCome({ name: 'standard input', bytes: endless() }))
        expect(lines).toEqual(['a'])
    }
    await expect(read()).rejects.toThrow('standard input:2 is not text: byte 2 of the line is NUL')
  })
})

describe('D10: files without end', () => {
  const endless = () => {
    const link = path.join(folder, 'endless.json')
    fs.symlinkSync('/dev/zero', link)
    return link
  }
  const pipe = () => {
    const file = path.join(folder, 'pipe')
    execFileSync('mkfifo', [file])
    return file
  }
  const refused = expect.objectContaining({
    code: 'bad-data',
    message: expect.stringContaining('is not an ordinary file'),
  })
  test('as a configuration', () => {
    expect(() => configurationFor(endless(), { task: 'copy' })).toThrow(refused)
    expect(() => configurationFor(pipe(), { task: 'copy' })).toThrow(refused)
    expect(() => configurationFor(write('long.json', ' '.repeat(2 ** 20 + 1)), { task: 'copy' })).toThrow('1 MB')
  })
  test.each(['weights.safetensors', 'config.json'])('as %s of a package', (name) => {
    fs.symlinkSync('/dev/zero', path.join(folder, name))
    expect(() => readFolder(folder)).toThrow(refused)
    fs.rmSync(path.join(folder, name))
    execFileSync('mkfifo', [path.join(folder, name)])
    expect(() => readFolder(folder)).toThrow(refused)
  })
  test('as lines of translate and align', async () => {
    for (const file of [endless(), pipe()]) {
      await expect(readLineGroups(file).next()).rejects.toEqual(refused)
    }
  })
  test('as data, before anything is written', () => {
    expect(() => checkFilesPresent(dataSchema.parse({ source: { kind: 'table', train: endless(), ...TSV } }))).toThrow(
      expect.objectContaining({ problems: [{ path: expect.any(String), message: 'is not an ordinary file' }] }),
    )
  })
})
