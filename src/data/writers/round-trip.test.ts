// Whatever text a dataset holds is read again as it was written, or refused by the format that cannot hold it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SplitName } from '../../shared/datasets/splits.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { readAll } from '../readers/read-test-support.ts'
import { WRITERS, type WrittenFormat } from './registry.ts'
import type { WrittenOut } from './writer.ts'

/** Where formats end, begin, quote, escape and mark; no NUL and no half of a character, which no dataset holds. */
const PIECES = [
  'a', 'Straße', '漢字', '😀', '𐀀', 'e\u0301', ' ', '\u00a0', '\u3000', '\u2028', '\u2029', '\u0085', '\u000b', '\u000c', '\u001c', '\u0001', '\u001b', '\u007f',
  '\t', '\n', '\r', '\r\n', '"', '""', "'", '\\', '\\n', '\\t', ',', ';', '|', '{', '}', '[1]', '#', '\ufeff', '\ufffe', '\u200b', '\u202e', '\ufffd', '\uffff', 'source', 'train',
] // prettier-ignore
const text = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll('\0', '0')) },
)
const pair: fc.Arbitrary<WrittenOut> = fc.record({
  source: text,
  target: text,
  split: fc.constantFrom<SplitName>('train', 'valid', 'test'),
})
/** Half of them as any format holds them. */
const holdable = (one: string) => one.replaceAll(/[\t\n]/g, ' ').replace(/\r+$/, '')
const batches = fc
  .tuple(fc.array(fc.array(pair, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([given, any]) =>
    any
      ? given
      : given.map((batch) =>
          batch.map(({ source, target, split }) => ({ source: holdable(source), target: holdable(target), split })),
        ),
  )

const READINGS: Readonly<Record<WrittenFormat, (splits: boolean) => Record<string, unknown>>> = {
  tsv: (splits) => ({ format: 'table', ...(splits && { header: true, splitColumn: 'split' }) }),
  jsonl: (splits) => ({ format: 'jsonl', ...(splits && { splitField: 'split' }) }),
  parquet: (splits) => ({ format: 'parquet', ...(splits && { splitColumn: 'split' }) }),
  moses: () => ({ format: 'moses' }),
}
/** What a text may not hold. */
const NEVER: Partial<Record<WrittenFormat, RegExp>> = { tsv: /[\t\n]|\r$/, moses: /\n|\r$/ }

/** The bytes of each file. @throws bad-data */
async function written(format: WrittenFormat, given: readonly WrittenOut[][], splits: boolean): Promise<Buffer[]> {
  const files: Buffer[][] = WRITERS[format].files('x').map(() => [])
  const pairs = async function* () {
    for (const batch of given) yield await Promise.resolve(batch)
  }
  const sinks = files.map((parts) => (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)))
  await WRITERS[format].write(pairs(), sinks, { splits })
  return files.map((parts) => Buffer.concat(parts))
}

/** A file, in pieces as small as a disk would never give them. */
function inPieces(name: string, content: Buffer, size: number) {
  async function* bytes() {
    for (let at = 0; at < content.length; at += size) yield await Promise.resolve(content.subarray(at, at + size))
  }
  return { name, bytes: bytes() }
}

describe.each(Object.keys(WRITERS) as WrittenFormat[])('%s', (format) => {
  it('is read as it was written, or refuses what it cannot hold', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.boolean(), fc.integer({ min: 1, max: 50 }), async (given, splits, size) => {
        const all = given.flat()
        const never = NEVER[format]
        const isRefused =
          never !== undefined && all.some(({ source, target }) => never.test(source) || never.test(target))
        let files: Buffer[]
        try {
          files = await written(format, given, splits)
        } catch (error) {
          expect(error).toBeInstanceOf(SaccadeError)
          expect(isRefused, String(error)).toBe(true)
          return
        }
        expect(isRefused).toBe(false)
        const [sources, targets] = files.map((content, side) => inPieces(`file-${side}`, content, size))
        const { pairs, leftOut } = await readAll(sources!, READINGS[format](splits), { targets })
        expect(leftOut).toEqual([])
        const hasSplits = splits && format !== 'moses'
        expect(pairs.map(({ source, target, split }) => ({ source, target, split }))).toEqual(
          all.map((one) => ({ ...one, split: hasSplits ? one.split : null })),
        )
      }),
      { numRuns: 250 },
    )
  })
})
