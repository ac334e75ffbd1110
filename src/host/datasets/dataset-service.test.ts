import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { layOut } from '../folder/data-folder.ts'
import { safeName } from './dataset-files.ts'
import { createDatasetService } from './dataset-service.ts'
import { clearDroppedParts } from './dropped-parts.ts'

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-datasets-'))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

const service = () => createDatasetService(layOut(root))
const bytes = (text: string) => new TextEncoder().encode(text)
/** Of dropped files, without those that are not complete. */
const keptNames = () => fs.readdirSync(path.join(root, 'files')).filter((name) => !name.startsWith('.'))

function write(name: string, content: Uint8Array): string {
  const file = path.join(root, name)
  fs.writeFileSync(file, content)
  return file
}

test('every built-in dataset can be inspected as it is offered', async () => {
  const datasets = service()
  for (const { id, source } of await datasets.builtIn()) {
    if (id === 'pronouncing') continue // takes seconds; it has tests of its own
    const report = await datasets.inspect({
      data: { source: { ...source, ...(source.kind === 'task' && { trainPairs: 50, validPairs: 10 }) } },
      rows: 3,
    })
    const sizes: Record<string, object> = {
      scan: { trainPairs: 16_728, validPairs: 4_182 },
      messages: { trainPairs: 1972, validPairs: 104 },
    }
    expect(report, id).toMatchObject(sizes[id] ?? { trainPairs: 50, validPairs: 10 })
    expect(report.rows).toHaveLength(6)
  }
})

test('a dropped file is kept and can be inspected; after a change it is read anew', async () => {
  const datasets = service()
  const pairs = Array.from({ length: 40 }, (_, index) => `a ${index}\tb ${index}`)
  const drop = async (text: string) => {
    const { kept } = await datasets.uploadPart({ name: 'pairs.tsv', content: bytes(text), last: true })
    return kept ?? expect.fail('was not kept')
  }
  const file = await drop(pairs.join('\n'))
  expect(file.path).toBe(path.join(root, 'files', 'pairs.tsv'))
  expect(keptNames()).toEqual(['pairs.tsv'])
  const data = { source: { kind: 'table', train: file.path } }
  expect((await datasets.inspect({ data, rows: 2 })).trainPairs).toBe(38)
  expect(await drop(pairs.join('\n'))).toEqual(file)
  fs.appendFileSync(file.path, '\nc 1\td 1\nc 2\td 2')
  expect((await datasets.inspect({ data, rows: 2 })).trainPairs).toBeGreaterThan(38)
  const other = await drop('x\ty')
  expect(other.name).toBe('pairs (2).tsv')
})

test('a file handed over in parts is whole or not there, whatever it holds; the same one is kept once', async () => {
  const datasets = service()
  const [head, tail] = [Uint8Array.of(0xff, 0, 1, 2), Uint8Array.of(3, 4)]
  const drop = async () => {
    const { file, kept } = await datasets.uploadPart({ name: 'a.parquet', content: head, last: false })
    expect(kept).toBeNull()
    return (await datasets.uploadPart({ file, name: 'a.parquet', content: tail, last: true })).kept
  }
  const first = await drop()
  expect(first).toEqual({ name: 'a.parquet', path: path.join(root, 'files', 'a.parquet'), bytes: 6 })
  expect([...fs.readFileSync(first?.path ?? '')]).toEqual([...head, ...tail])
  expect(await drop()).toEqual(first)
  const other = await datasets.uploadPart({ name: 'a.parquet', content: Uint8Array.of(...head, 9, 9), last: true })
  expect(other.kept?.name).toBe('a (2).parquet')

  const { file } = await datasets.uploadPart({ name: 'b.tsv', content: head, last: false })
  const later = service()
  expect(keptNames()).toEqual(['a (2).parquet', 'a.parquet'])
  await expect(later.uploadPart({ file, name: 'b.tsv', content: tail, last: true })).rejects.toMatchObject({
    code: 'not-found',
  })
  // One that only looks at the folder leaves alone what is being handed over; its owner begins with none.
  expect((await datasets.uploadPart({ file, name: 'b.tsv', content: tail, last: true })).kept?.bytes).toBe(6)
  const cut = await datasets.uploadPart({ name: 'c.tsv', content: head, last: false })
  expect(fs.readdirSync(path.join(root, 'files'))).toHaveLength(4)
  clearDroppedParts(path.join(root, 'files'))
  expect(fs.readdirSync(path.join(root, 'files')).sort()).toEqual(['a (2).parquet', 'a.parquet', 'b.tsv'])
  await expect(datasets.uploadPart({ file: cut.file, name: 'c.tsv', content: tail, last: true })).rejects.toMatchObject(
    { code: 'storage', message: expect.stringContaining('deleted or changed') },
  )
  expect(fs.readdirSync(path.join(root, 'files'))).toHaveLength(3)
})

test('any text is cut as a run cuts it, with what is unknown to the vocabulary', async () => {
  const datasets = service()
  const train = write('pairs.tsv', bytes('the cat, sat\tx y\nthe dog\ty\n'.repeat(9)))
  const data = { source: { kind: 'table', train }, tokenizer: { source: 'words' } }
  expect(await datasets.tokenize({ data, source: ['the  bird, sat', ''], target: ['y z'] })).toEqual({
    source: [
      { tokens: ['the', 'bird', '￭,', 'sat'], unknown: [1], text: 'the bird, sat' },
      { tokens: [], unknown: [], text: '' },
    ],
    target: [{ tokens: ['y', 'z'], unknown: [1], text: 'y z' }],
  })
})

test('what is no text is refused with its line', async () => {
  const inspect = (content: Uint8Array) =>
    service().inspect({ data: { source: { kind: 'table', train: write('x.tsv', content) } }, rows: 1 })
  const content = Uint8Array.of(...bytes('a\tb\nc\t'), 0xff, 0xfe)
  await expect(inspect(content)).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringContaining('x.tsv:2 is not UTF-8: byte 3 of the line is 0xFF'),
  })
  const utf16 = Uint8Array.of(0xff, 0xfe, ...new Uint8Array(Uint16Array.from([97, 9, 98, 10]).buffer))
  await expect(inspect(utf16)).rejects.toMatchObject({
    code: 'bad-data',
    hint: 'Convert it first: iconv -f UTF-16 -t UTF-8 x.tsv',
  })
  await expect(inspect(bytes('a\tb\nc\0\td'))).rejects.toMatchObject({
    code: 'bad-data',
    message: expect.stringContaining('x.tsv:2 is not text: byte 2 of the line is NUL'),
  })
  await expect(inspect(new Uint8Array())).rejects.toMatchObject({
    code: 'bad-data',
  })
})

test('no name leads out of the folder or hides a file', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('../../etc/passwd', '..', '.', '', 'C:\\x\\con.txt', 'a\u0000b', '.hidden'),
      ),
      (name) => {
        const safe = safeName(name)
        expect(path.basename(path.join(root, safe))).toBe(safe)
        expect(safe).toMatch(/^[^.\s/\\]/u)
        expect(Buffer.byteLength(`.${safe} (12).part`)).toBeLessThan(256) // the longest name of most file systems
      },
    ),
  )
  expect(safeName('../../etc/passwd')).toBe('passwd')
  expect(safeName('Wörter à lire.tsv')).toBe('Wörter à lire.tsv')
  expect(safeName(`${'😀'.repeat(100)}.tsv`)).toBe(`${'😀'.repeat(45)}.tsv`)
})

test('a data configuration that is wrong is refused with its paths', async () => {
  await expect(
    service().inspect({ data: { source: { kind: 'task', task: 'nonsense' } }, rows: 1 }),
  ).rejects.toMatchObject({
    code: 'bad-configuration',
    problems: [expect.objectContaining({ path: 'data.source.task' })],
  })
})
