import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeIds, encodeTokens, unknownTokens } from './encode.ts'
import { EOS, UNK, buildVocabulary, countTokens, vocabularyFromJson, vocabularyToJson } from './vocabulary.ts'

const everything = { minimumFrequency: 1, maximumSize: 0 }
const build = (sentences: string[][], options = everything) => buildVocabulary(countTokens(sentences), options)

describe('vocabulary', () => {
  it('orders by frequency, then by code point, behind the special tokens', () => {
    // U+FF5E comes before U+1F600 by code point, but after it by UTF-16 unit.
    const vocabulary = build([['b', 'a', 'c', 'c', '😀', '~']])
    expect(vocabulary.tokens).toEqual(['<pad>', '<bos>', '<eos>', '<unk>', 'c', 'a', 'b', '~', '😀'])
    expect(vocabulary.counts).toEqual([0, 0, 0, 0, 2, 1, 1, 1, 1])
    expect(vocabulary.id('c')).toBe(4)
  })

  it('drops rare tokens and then the least frequent', () => {
    const sentences = [['a', 'a', 'a', 'b', 'b', 'c']]
    expect(build(sentences, { minimumFrequency: 2, maximumSize: 0 }).tokens.slice(4)).toEqual(['a', 'b'])
    expect(build(sentences, { minimumFrequency: 1, maximumSize: 1 }).tokens.slice(4)).toEqual(['a'])
  })

  it('never takes text for a special token', () => {
    const vocabulary = build([['<eos>', 'x', '<pad>', '<eos>', '<unk>']])
    expect(vocabulary.tokens).toHaveLength(5)
    expect([...encodeTokens(['x', '<eos>', '<pad>', '<bos>'], vocabulary)]).toEqual([4, UNK, UNK, UNK, EOS])
    expect(vocabulary.has('<eos>')).toBe(false)
  })

  it('knows tokens named like properties of objects only when it has seen them', () => {
    const vocabulary = build([['constructor']])
    expect(vocabulary.id('constructor')).toBe(4)
    expect(vocabulary.id('__proto__')).toBe(UNK)
  })

  it('comes back from JSON, and encodes and decodes every known sentence', () => {
    const token = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.array(fc.array(token, { maxLength: 8 }), { maxLength: 8 }), (sentences) => {
        const vocabulary = build(sentences)
        const again = vocabularyFromJson(JSON.parse(JSON.stringify(vocabularyToJson(vocabulary))))
        expect(again.tokens).toEqual(vocabulary.tokens)
        expect(again.counts).toEqual(vocabulary.counts)
        expect(sentences.map((sentence) => decodeIds(encodeTokens(sentence, again), again))).toEqual(sentences)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['no object', null],
    ['different lengths', { tokens: ['<pad>', '<bos>', '<eos>', '<unk>', 'a'], counts: [0, 0, 0, 0] }],
    ['special tokens moved', { tokens: ['<bos>', '<pad>', '<eos>', '<unk>'], counts: [0, 0, 0, 0] }],
    ['a token twice', { tokens: ['<pad>', '<bos>', '<eos>', '<unk>', 'a', 'a'], counts: [0, 0, 0, 0, 1, 1] }],
  ])('refuses stored %s', (_, value) => {
    expect(() => vocabularyFromJson(value)).toThrow(expect.objectContaining({ code: 'storage' }))
  })
})

describe('ids', () => {
  const vocabulary = build([['a', 'b']])

  it('end at <eos> and skip padding', () => {
    expect(decodeIds([1, 4, 0, 3, 2, 5], vocabulary)).toEqual(['a', '<unk>'])
    expect(() => decodeIds([99], vocabulary)).toThrow(RangeError)
  })

  it('name the unknown tokens with repeats', () => {
    expect(unknownTokens(['a', 'z', 'b', 'z'], vocabulary)).toEqual(['z', 'z'])
  })
})
