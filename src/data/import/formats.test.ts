// One dataset, whatever file it came in.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recipeSchema } from '../../shared/datasets/recipe.ts'
import type { RecipeInput } from '../../shared/datasets/recipe.ts'
import { asSaccadeError, temporaryFolder } from '../readers/test-support.ts'
import type { WrittenOut } from '../writers/writer.ts'
import { WRITERS, type WrittenFormat } from '../writers/registry.ts'
import { importPairs } from './import-pairs.ts'

const BITS = [
  'naïve',
  'Straße',
  'Ещё раз',
  'ὀδύσσεια',
  '日本語、です',
  '한국어',
  'שלום',
  'a\u0301e',
  '👩‍👩‍👧',
  'x\u2028y',
  'p\u0085q',
]
const MARKS = [
  '"so"',
  'a, b; c|d',
  '<b>&amp;</b>',
  'C:\\new',
  '{"x":1}',
  '[1]',
  '#~ msgid',
  'it’s',
  '100 %',
  '  two spaces',
  '=1+1',
]

/** Different sources, for a catalogue of gettext has each text once. */
const PAIRS = Array.from({ length: 1000 }, (_, i) => ({
  source: `${MARKS[i % MARKS.length] ?? ''} ${BITS[(i * 7) % BITS.length] ?? ''} ${i}`,
  target: `${BITS[(i * 3) % BITS.length] ?? ''} ${MARKS[(i * 5) % MARKS.length] ?? ''}`,
  split: 'train' as const,
}))

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;')
const c = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
const csv = (text: string) => `"${text.replaceAll('"', '""')}"`

async function written(format: WrittenFormat, splits = false): Promise<Buffer[]> {
  const files: Buffer[][] = WRITERS[format].files('x').map(() => [])
  const pairs = async function* () {
    for (let at = 0; at < PAIRS.length; at += 300) yield await Promise.resolve(PAIRS.slice(at, at + 300))
  }
  await WRITERS[format].write(
    pairs(),
    files.map((parts) => (bytes: Uint8Array) => void parts.push(Buffer.from(bytes))),
    { splits },
  )
  return files.map((parts) => Buffer.concat(parts))
}

const FILES: Record<string, () => Promise<Buffer[]> | Buffer[]> = {
  'pairs.tsv': () => written('tsv'),
  'split.tsv': () => written('tsv', true),
  'pairs.jsonl': () => written('jsonl'),
  'pairs.parquet': () => written('parquet', true),
  'pairs.en+de': () => written('moses'),
  'comma.csv': () => [Buffer.from(PAIRS.map(({ source, target }) => `${csv(source)},${csv(target)}\r\n`).join(''))],
  'semicolon.csv': () => [
    Buffer.from(
      `\uFEFFid;en;de\n${PAIRS.map(({ source, target }, i) => `${i + 1};${csv(source)};${csv(target)}\n`).join('')}`,
    ),
  ],
  'nested.jsonl': () => [
    Buffer.from(
      PAIRS.map(({ source: en, target: de }, id) => `${JSON.stringify({ id, translation: { en, de } })}\n`).join(''),
    ),
  ],
  'utf16.tsv': () => [
    Buffer.from(`\uFEFF${PAIRS.map(({ source, target }) => `${source}\t${target}\n`).join('')}`, 'utf16le'),
  ],
  'big-endian.tsv': () => [
    Buffer.from(PAIRS.map(({ source, target }) => `${source}\t${target}\n`).join(''), 'utf16le').swap16(),
  ],
  'memory.tmx': () => [
    Buffer.from(
      `<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4"><header srclang="en"/><body>${PAIRS.map(
        ({ source, target }) =>
          `<tu><tuv xml:lang="de"><seg>${xml(target)}</seg></tuv><tuv xml:lang="en"><seg><bpt i="1">{\\b</bpt>${xml(source)}<ept i="1">}</ept></seg></tuv></tu>`,
      ).join('')}</body></tmx>`,
    ),
  ],
  'messages.po': () => [
    Buffer.from(
      `msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n${PAIRS.map(
        ({ source, target }) => `#: a.c:1\nmsgid ""\n${c(source)}\nmsgstr ${c(target)}\n`,
      ).join('\n')}`,
    ),
  ],
}

/** Cut into three, each compressed by itself, as `cat a.gz b.gz c.gz` leaves them. */
function inParts(bytes: Buffer, compress: (part: Buffer) => Buffer): Buffer {
  const cuts = [0, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length]
  return Buffer.concat(cuts.slice(1).map((end, i) => compress(bytes.subarray(cuts[i], end))))
}

const COMPRESSIONS: Record<string, (bytes: Buffer) => Buffer> = {
  plain: (bytes) => bytes,
  gzip: (bytes) => inParts(bytes, (part) => gzipSync(part)),
  zstd: (bytes) => inParts(bytes, (part) => zstdCompressSync(part, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })),
}

function put(name: string, contents: readonly Buffer[]): RecipeInput['files'][number] {
  const folder = temporaryFolder()
  // Names say nothing here: a format is known by what is in a file.
  const paths = contents.map((bytes, side) => {
    const path = join(folder, `${name.replace(/\..*/, '')}-${side}`)
    writeFileSync(path, bytes)
    return path
  })
  return { path: paths[0] ?? '', ...(paths[1] !== undefined && { targets: paths[1] }) }
}

async function digestOf(recipe: RecipeInput) {
  const folder = join(temporaryFolder(), 'dataset')
  mkdirSync(folder)
  const { digest, pairs } = await importPairs(recipeSchema.parse(recipe), folder)
  return { digest, pairs }
}

describe('an import', () => {
  it('has one digest for the same pairs in every format and compression', async () => {
    const digests: Record<string, unknown> = {}
    for (const [name, make] of Object.entries(FILES)) {
      for (const [compression, compress] of Object.entries(COMPRESSIONS)) {
        const file = put(name, (await make()).map(compress))
        digests[`${name} ${compression}`] = await digestOf({ files: [file] })
      }
    }
    const [first] = Object.values(digests)
    expect(first).toMatchObject({ pairs: 1000 })
    expect(digests).toEqual(Object.fromEntries(Object.keys(digests).map((name) => [name, first])))
  })

  it('changes with a text, the order and the sides, and not with the way there', async () => {
    const lines = PAIRS.map(({ source, target }) => `${source}\t${target}\n`)
    const of = (text: string, recipe: Partial<RecipeInput> = {}) =>
      digestOf({ files: [put('a.tsv', [Buffer.from(text)])], ...recipe }).then(({ digest }) => digest)
    const all = await of(lines.join(''))
    expect(await of([...lines].reverse().join(''))).not.toBe(all)
    expect(await of(lines.join('').replace('naïve', 'naive'))).not.toBe(all)
    const swapped = PAIRS.map(({ source, target }) => `${target}\t${source}\n`).join('')
    expect(await of(swapped)).not.toBe(all)
    expect(await of(swapped, { swap: true })).toBe(all)
    const columns = { format: 'table', sourceColumn: '2', targetColumn: 1 }
    expect(await of(swapped, { reading: columns })).toBe(all)
    const [half, rest] = [lines.slice(0, 400).join(''), lines.slice(400).join('')]
    const files = [half, rest].map((text) => put('a.tsv', [Buffer.from(text)]))
    expect((await digestOf({ files })).digest).toBe(all)
  })

  it('leaves bad rows out only when it is told to, and says which', async () => {
    const file = put('a.tsv', [Buffer.from('a\tb\nc\nd\te\xff\nf\tg\n', 'latin1')])
    const recipe = { files: [file], reading: { format: 'table', encoding: 'utf-8' } }
    await expect(digestOf(recipe)).rejects.toThrow('a-0:3 is not UTF-8: byte 4 of the line is 0xFF')
    const folder = join(temporaryFolder(), 'dataset')
    mkdirSync(folder)
    const { pairs, skipped } = await importPairs(recipeSchema.parse({ ...recipe, skipBad: true }), folder)
    expect(pairs).toBe(2)
    expect(skipped.count).toBe(2)
    expect(skipped.examples.map((text) => text.replace(/.*\//, ''))).toEqual([
      'a-0:3: not UTF-8: byte 4 of the line is 0xFF',
      'a-0:2: 1 column instead of 2',
    ])
  })
})

describe('writers', () => {
  const one = (pair: WrittenOut) =>
    async function* () {
      yield await Promise.resolve([pair])
    }
  it.each(['tsv', 'moses'] as const)('%s refuses a text that would be read otherwise', async (format) => {
    for (const source of ['a\nb', 'a\r', 'a\0', ...(format === 'tsv' ? ['a\tb'] : [])]) {
      const pairs = one({ source, target: 'x', split: 'train' })
      const error = await WRITERS[format]
        .write(pairs(), [() => undefined, () => undefined], { splits: false })
        .then(() => expect.fail('was written'), asSaccadeError)
      expect(error.message).toMatch(/^Row 1 cannot be written as /)
    }
  })
})
