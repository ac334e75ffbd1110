// The tokenisers against the programs that they follow; the fixtures were made by make-fixtures.py.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { TOKENIZERS } from '../../src/data/tokenizers/registry.ts'
import { segmentsOf } from '../../src/data/tokenizers/words/word-breaks.ts'
import { wordsOf } from '../../src/shared/white-space.ts'
import { hardLines, plainLines } from './hard-lines.ts'

const HARD = hardLines(4000, 1)
const TRAIN = [...plainLines(6000, 2), ...hardLines(4000, 3)]

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url))
const read = <T>(schema: z.ZodType<T>, name: string): T => schema.parse(JSON.parse(fixture(name).toString('utf8')))

/** The lines of which the tokens are others than those of the reference. */
function differing(expected: string, cut: (line: string) => string[]): string[] {
  expect(expected).toHaveLength(6 * HARD.length)
  return HARD.filter((line, place) => {
    const found = createHash('sha256').update(cut(line).join('\x01')).digest('hex').slice(0, 6)
    return found !== expected.slice(6 * place, 6 * place + 6)
  })
}

const codes = read(
  z.object({
    merges: z.int(),
    learned: z.string(),
    lines: z.int(),
    outputs: z.string(),
    oldCodes: z.string(),
    oldOutputs: z.string(),
  }),
  'subword-nmt.json',
)

describe('subword-nmt 0.3.8', () => {
  it('learns the same codes, byte for byte, and cuts the same pieces', async () => {
    const learned = (await TOKENIZERS.bpe.learn?.(TRAIN, codes.merges, async () => undefined)) ?? ''
    expect(learned.split('\n')).toHaveLength(codes.lines + 1)
    expect(createHash('sha256').update(learned).digest('hex')).toBe(codes.learned)
    const { tokenize } = TOKENIZERS.bpe.create(learned)
    // The reference gives one empty token for a line without words.
    expect(differing(codes.outputs, (line) => orEmpty(tokenize(line)))).toEqual([])
  })

  it('reads codes of the first version', () => {
    const { tokenize } = TOKENIZERS['subword-nmt'].create(codes.oldCodes)
    expect(differing(codes.oldOutputs, (line) => orEmpty(tokenize(line)))).toEqual([])
  })
})

function orEmpty(tokens: string[]): string[] {
  return tokens.length === 0 ? [''] : tokens
}

const outputs = read(
  z.record(
    z.string(),
    z.object({ pieces: z.string(), decoded: z.string(), random: z.array(z.tuple([z.string(), z.string()])) }),
  ),
  'sentencepiece.json',
)

describe.each(Object.entries(outputs))('SentencePiece 0.2.3, %s', (name, expected) => {
  const kind = TOKENIZERS.sentencepiece
  const { tokenize, join } = kind.create(kind.model?.read(gunzipSync(fixture(`${name}.model.gz`)), name) ?? null)

  it('cuts the same pieces', () => {
    expect(differing(expected.pieces, tokenize)).toEqual([])
  })

  // Joining takes no model, so it does not know of one that keeps a space at the start of a text.
  const start = name === 'bpe-spaces' ? /^ / : /^$/
  it('joins what it cut, and any pieces', () => {
    const differ = differing(expected.decoded, (line) => [join(tokenize(line))])
    expect(differ.filter((line) => !start.test(line.replaceAll('▁', ' ')))).toEqual([])
    for (const [pieces, text] of expected.random)
      expect(join(pieces === '' ? [] : pieces.split('\x01'))).toBe(text.replace(start, ''))
  })
})

it('words are cut where Unicode says, whatever the version of the process', () => {
  const { segments } = read(z.object({ segments: z.string() }), 'words.json')
  expect(differing(segments, (line) => wordsOf(line).flatMap(segmentsOf))).toEqual([])
})
