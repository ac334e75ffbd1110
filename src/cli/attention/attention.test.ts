import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { prepareHistory } from '../../../test/support/prepared-history.ts'
import { attention } from '../commands/attention.ts'
import { encodePng } from '../png.ts'
import { type AttentionOptions, checkAttention } from './options.ts'

let folder: string
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'saccade-attention-'))
  prepareHistory(path.join(folder, 'data'), [
    { id: 'ra', preset: 'bigru-bahdanau', seed: 1 },
    { id: 'rb', preset: 'bigru-bahdanau', seed: 2, steps: 2000 }, // half as far at the same step
    { id: 'plain', preset: 'bigru-plain', seed: 1 },
  ])
})
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }))

let files = 0
/** What the command writes into a file. */
async function written(run: string, options: Partial<AttentionOptions>): Promise<Buffer> {
  const to = path.join(folder, `file-${files++}`)
  const common = { dataDir: path.join(folder, 'data'), sentence: 1, checkpoint: 'best', format: 'npy' as const, to }
  expect(await attention(run, { ...common, ...options })).toBe(0)
  return fs.readFileSync(to)
}

/** What a command prints, and why it fails where it does. */
async function spoken(command: () => Promise<unknown>): Promise<{ output: string; error: string; failure: string }> {
  const said = { output: '', error: '', failure: '' }
  const listen = (to: 'output' | 'error') => (text: string | Uint8Array) => {
    said[to] += String(text)
    return true
  }
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(listen('output')),
    vi.spyOn(process.stderr, 'write').mockImplementation(listen('error')),
  ]
  await command().catch((reason: unknown) => (said.failure = String(reason)))
  for (const spy of spies) spy.mockRestore()
  return said
}

/** What numpy.load reads of a file that holds float32. */
function readNpy(bytes: Buffer): { shape: number[]; values: Float32Array } {
  const header = 10 + bytes.readUInt16LE(8)
  const [, shape = ''] = /'shape': \(([\d, ]*)\)/.exec(bytes.toString('latin1', 0, header)) ?? []
  return {
    shape: shape.split(',').filter((text) => text.trim()).map(Number), // prettier-ignore
    values: new Float32Array(Uint8Array.from(bytes.subarray(header)).buffer),
  }
}

describe('saccade attention', () => {
  it('writes every layer and head for NumPy, or one matrix of them', async () => {
    const all = readNpy(await written('ra', { step: 500 }))
    expect(all.shape).toHaveLength(4)
    const [layers = 0, heads = 0, target = 0, source = 0] = all.shape
    expect(all.values).toHaveLength(layers * heads * target * source)
    const first = readNpy(await written('ra', { step: 500, layer: '1', heads: '1' }))
    expect(first.shape).toEqual([target, source])
    expect(first.values).toEqual(all.values.slice(0, target * source))
  })

  it('writes a difference that is the difference of two exports', async () => {
    const plane = { step: 500, heads: 'mean' }
    const [a, b] = [readNpy(await written('ra', plane)), readNpy(await written('rb', plane))]
    const difference = readNpy(await written('ra', { ...plane, minus: 'rb' }))
    expect(difference.shape).toEqual(a.shape)
    expect(difference.values).toEqual(a.values.map((weight, place) => weight - (b.values[place] ?? NaN)))
    expect(difference.values.some((weight) => weight !== 0)).toBe(true)
    const csv = (await written('ra', { ...plane, minus: 'rb', format: 'csv' })).toString()
    const cells = csv.trim().split('\n').slice(1).flatMap((line) => line.split(',').slice(1).map(Number)) // prettier-ignore
    expect(Float32Array.from(cells)).toEqual(difference.values)
  })

  it('takes off another step of the same run, or a step of another', async () => {
    const read = async (run: string, step: number, minus?: string) =>
      readNpy(await written(run, { step, heads: 'mean', minus })).values
    const [late, early, other] = [await read('ra', 500), await read('ra', 100), await read('rb', 100)]
    expect(await read('ra', 500, '@100')).toEqual(late.map((weight, place) => weight - (early[place] ?? NaN)))
    expect(await read('ra', 500, 'rb@100')).toEqual(late.map((weight, place) => weight - (other[place] ?? NaN)))
    expect(late).not.toEqual(early)
    for (const minus of ['', '@', 'ra@x', '@-1']) await expect(read('ra', 500, minus)).rejects.toThrow('--minus is')
  })

  it('draws a map as SVG and PNG, with what it is of', async () => {
    const svg = (await written('ra', { step: 500, format: 'svg' })).toString()
    expect(svg).toContain('step 500')
    expect(svg).toContain('teacher-forced')
    const png = await written('ra', { step: 500, format: 'png' })
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    expect(png.toString()).toContain('step 500')
  })

  it('writes those of several runs into a folder', async () => {
    const to = path.join(folder, 'several')
    const options = { dataDir: path.join(folder, 'data'), sentence: 1, checkpoint: 'best', format: 'csv', to } as const
    await attention(undefined, { ...options, runs: ['ra,rb'] })
    expect(fs.readdirSync(to).sort()).toEqual(['ra.csv', 'rb.csv'])
    expect(() => attention('ra', { ...options, runs: ['rb'], to: undefined })).toThrow('several files')
  })

  it('writes the others of several runs where one has no attention, and says which', async () => {
    const to = path.join(folder, 'some')
    const options = { dataDir: path.join(folder, 'data'), sentence: 1, checkpoint: 'best', format: 'csv', to } as const
    const told = await spoken(() => attention(undefined, { ...options, runs: ['ra,plain'] }))
    expect(told.error).toBe('Run plain has no attention: its model attends to nothing\n')
    expect(fs.readdirSync(to)).toEqual(['ra.csv'])
    const none = { ...options, to: path.join(folder, 'none'), runs: ['plain,plain'] }
    await expect(attention(undefined, none)).rejects.toThrow('has no attention')
    const head = await spoken(() => attention('ra', { ...options, to: undefined, format: undefined, minus: 'plain' }))
    expect(head.failure).toMatch('Run plain has no attention')
  })

  it('names the step that is shown, and that of what is taken away', async () => {
    const options = { dataDir: path.join(folder, 'data'), sentence: 1, checkpoint: 'best', heads: 'mean' } as const
    const told = await spoken(() => attention('ra', { ...options, step: 180, minus: 'rb@77777' }))
    expect(told.error.split('\n')).toEqual([
      'Run rb keeps no attention of step 77777: that of step 2000 is the nearest before',
      'Run ra keeps no attention of step 180: that of step 100 is the nearest before',
      '',
    ])
    expect(told.output).toMatch(/^less .*, step 2000 \(points\)\n/)
    expect((await spoken(() => attention('ra', { ...options, step: 100 }))).error).toBe('')
  })

  it('writes the run that is taken from the others as it is', async () => {
    const plain = readNpy(await written('rb', { step: 500, heads: 'mean' }))
    const told = await spoken(async () =>
      expect(readNpy(await written('rb', { step: 500, heads: 'mean', minus: 'rb' }))).toEqual(plain),
    )
    expect(told.error).toContain('step 500 is written as it is')
  })

  it('says what cannot be', async () => {
    const wish = (options: Partial<AttentionOptions>) =>
      checkAttention({ checkpoint: 'best', format: 'table', sentence: 1, ...options })
    expect(() => wish({ sentence: undefined })).toThrow('No sentence is named')
    expect(() => wish({ source: 'a b' })).toThrow('More than one sentence is named')
    expect(() => wish({ heads: 'all', format: 'csv' })).toThrow('One map holds one layer and head')
    expect(() => wish({ heads: '0' })).toThrow('--heads is “0”')
    expect(wish({ layer: '2', heads: 'maximum', format: 'svg' })).toEqual({
      ...{ format: 'svg', layer: 1, heads: 'maximum', all: false },
    })
    await expect(written('ra', { heads: '99' })).rejects.toThrow('has no head 99')
    await expect(written('ra', { sentence: 99 })).rejects.toThrow('watches no sentence 99')
  })
})

it('encodes pixels that a decoder gets back', () => {
  const pixels = Uint8ClampedArray.from({ length: 24 }, (_, i) => i * 10)
  const png = Buffer.from(encodePng({ width: 3, height: 2, pixels }, { Description: 'ümlaut' }))
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([3, 2])
  const at = png.indexOf('IDAT')
  const length = png.readUInt32BE(at - 4)
  const data = png.subarray(at + 4, at + 4 + length)
  expect(zlib.crc32(png.subarray(at, at + 4 + length))).toBe(png.readUInt32BE(at + 4 + length))
  const rows = zlib.inflateSync(data)
  expect([rows[0], rows[13]]).toEqual([0, 0])
  expect([...rows.subarray(1, 13), ...rows.subarray(14)]).toEqual([...pixels])
  expect(png.includes(Buffer.from('ümlaut'))).toBe(true)
})
