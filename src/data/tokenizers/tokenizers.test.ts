import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../shared/white-space.ts'
import { TOKENIZERS } from './registry.ts'

const text = fc.string({ unit: 'binary', maxLength: 60 })

describe('whitespace tokeniser', () => {
  const { tokenize, join } = TOKENIZERS.whitespace.create(null)

  it('gives its tokens back after joining, none of them empty or with white space', () => {
    fc.assert(
      fc.property(text, (input) => {
        const tokens = tokenize(input)
        expect(tokenize(join(tokens))).toEqual(tokens)
        expect(tokens.join('')).toBe(input.replace(/\s/gu, ''))
      }),
    )
  })

  it('cuts at every kind of white space', () => {
    expect(tokenize('  the\tcat\u00a0sat\u3000down\r\n')).toEqual(['the', 'cat', 'sat', 'down'])
  })
})

describe('character tokeniser', () => {
  const { tokenize, join } = TOKENIZERS.character.create(null)

  it('gives back every text exactly, one token a code point', () => {
    const awkward = fc.string({ unit: fc.constantFrom(' ', '␣', '␣␣', 'a', '😀', 'e\u0301', '\t'), maxLength: 20 })
    fc.assert(
      fc.property(fc.oneof(text, awkward), (input) => {
        expect(join(tokenize(input))).toBe(input)
        expect(tokenize(input)).toHaveLength(Array.from(input).length)
      }),
    )
  })

  it('makes spaces visible and keeps surrogate pairs whole', () => {
    expect(tokenize('a b😀')).toEqual(['a', '␣', 'b', '😀'])
  })
})

describe('words', () => {
  const { tokenize, join } = TOKENIZERS.words.create(null)

  it('gives its tokens back after joining, and the text but for its white space', () => {
    const awkward = fc.string({
      unit: fc.constantFrom('￭', '%ffed', 'a', "'", ',', ' ', '\u0301', '日', '1'),
      maxLength: 20,
    })
    fc.assert(
      fc.property(fc.oneof(text, awkward), (input) => {
        const tokens = tokenize(input)
        expect(join(tokens)).toBe(wordsOf(input).join(' '))
        expect(tokenize(join(tokens))).toEqual(tokens)
      }),
    )
  })

  it('marks what stood together on the side that is no word', () => {
    expect(tokenize('(Don’t pay $3.14, Ms. X!)')).toEqual(
      ['(￭', 'Don’t', 'pay', '$￭', '3.14', '￭,', 'Ms', '￭.', 'X', '￭!', '￭)'], // prettier-ignore
    )
    expect(tokenize('東京タワーへ。')).toEqual(['東', '￭京￭', 'タワー', '￭へ', '￭。'])
    expect(tokenize('%ffed ￭ a￭')).toEqual(['%￭', 'ffed', '%ffed', 'a', '￭%ffed'])
  })
})

describe('byte pair encoding', () => {
  it('gives back every text that was cut into words, but for its white space', async () => {
    const codes = await TOKENIZERS.bpe.learn?.(['low lower lowest', 'newer wider low'], 10, async () => undefined)
    const { tokenize, join } = TOKENIZERS.bpe.create(codes ?? null)
    expect(tokenize('low lowering')).toEqual(['low', 'lo@@', 'we@@', 'r@@', 'i@@', 'n@@', 'g'])
    expect(join(tokenize(' low  lowering '))).toBe('low lowering')
    expect(join(['lo@@'])).toBe('lo')
  })

  it('refuses what holds no codes, with its line', () => {
    const read = (text: string) => TOKENIZERS['subword-nmt'].model?.read(new TextEncoder().encode(text), 'x.codes')
    expect(() => read('#version: 0.2\na b\nc\n')).toThrow('x.codes:3 is no merge: “c”')
    expect(() => read('#version: 0.9\na b\n')).toThrow('x.codes:1 says “#version: 0.9”')
    expect(() => read('#version: 0.2\n')).toThrow('x.codes holds no merges')
    expect(read('#version: 0.2\na b\n')).toBe('#version: 0.2\na b\n')
  })
})

describe('SentencePiece', () => {
  it('refuses whatever is no model, in words', () => {
    const read = (bytes: Uint8Array) => TOKENIZERS.sentencepiece.model?.read(bytes, 'x.model')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => read(bytes)).toThrow(/^x\.model (is no model of SentencePiece|is damaged|is a model of kind)/)
      }),
    )
    expect(() => read(new TextEncoder().encode('#version: 0.2\na b\n'))).toThrow('is no model of SentencePiece')
  })
})
