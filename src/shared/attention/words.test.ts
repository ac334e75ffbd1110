import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rowSums } from './plane.ts'
import type { TokenizerId } from '../tokenizers.ts'
import { mergeAlignment, mergeWords, pieceStyle, wordsOfTokens } from './words.ts'

const words = (tokens: string[], tokenizer: TokenizerId = 'whitespace') =>
  wordsOfTokens(tokens, pieceStyle(tokens, tokenizer)).map(({ text }) => text)

describe('words of pieces', () => {
  it('are told by the marks of each segmentation', () => {
    expect(words(['un@@', 'believ@@', 'able', 'story', '<eos>'])).toEqual(['unbelievable', 'story', '<eos>'])
    expect(words(['▁un', 'believ', 'able', '▁story', '<eos>'])).toEqual(['unbelievable', 'story', '<eos>'])
    expect(words(['Ġun', 'believable', 'Ġstory', '<eos>'])).toEqual(['unbelievable', 'story', '<eos>'])
    expect(words(['un', '##believ', '##able', 'story', '<eos>'])).toEqual(['unbelievable', 'story', '<eos>'])
    expect(words(['no', 'marks', '<eos>'])).toEqual(['no', 'marks', '<eos>'])
  })

  it('are told by spaces between characters', () => {
    expect(words([...Array.from('ab␣cd'), '<eos>'], 'character')).toEqual(['ab', 'cd', '<eos>'])
    expect(words([...Array.from('a␣␣b␣'), '<eos>'], 'character')).toEqual(['a', 'b', '␣', '<eos>'])
    expect(words([...Array.from('no@@'), '<eos>'], 'character')).toEqual(['no@@', '<eos>'])
  })

  it('are told by the tokeniser that made them, marks or not', () => {
    expect(words(['no', 'marks', '<eos>'], 'bpe')).toEqual(['no', 'marks', '<eos>'])
    expect(words(['lo@@', 'w', '##x', '<eos>'], 'subword-nmt')).toEqual(['low', '##x', '<eos>'])
    expect(words(['▁', '<0xC3>', '<0xBC>', 'ber', '▁x', '<eos>'], 'sentencepiece')).toEqual(['über', 'x', '<eos>'])
    expect(words(['un', 'able▁', 'x▁', '<eos>'], 'sentencepiece')).toEqual(['unable', 'x', '<eos>'])
    expect(words(['(￭', 'a', '￭)', 'b', '￭.', '￭', '<eos>'], 'words')).toEqual(['(a)', 'b.', '￭', '<eos>'])
  })

  it('never run over the end of a sentence, nor over an unfinished word', () => {
    expect(words(['half@@', '<eos>'])).toEqual(['half', '<eos>'])
    expect(words(['un@@', '<unk>', 'x'])).toEqual(['un<unk>', 'x'])
    expect(words([])).toEqual([])
  })
})

describe('attention between words', () => {
  const source = ['a@@', 'b', 'c', '<eos>']
  const target = ['x', 'y@@', 'z', '<eos>']
  const merge = (tokens: string[]) => wordsOfTokens(tokens, pieceStyle(tokens, 'whitespace'))

  it('is summed over a source word and averaged over a target word', () => {
    const weights = Float32Array.of(0.25, 0.5, 0.25, 0, 0, 0.5, 0.5, 0, 1, 0, 0, 0, 0, 0, 0, 1)
    const merged = mergeWords({ source, target, weights }, merge(source), merge(target))
    expect(merged.source).toEqual(['ab', 'c', '<eos>'])
    expect(merged.target).toEqual(['x', 'yz', '<eos>'])
    expect([...merged.weights]).toEqual([0.75, 0.25, 0, 0.75, 0.25, 0, 0, 0, 1])
  })

  it('keeps rows that sum to 1', () => {
    const piece = fc.constantFrom('a', 'b@@', 'c')
    const sentence = fc.array(piece, { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(sentence, sentence, fc.integer(), (columns, rows, seed) => {
        const raw = Array.from(
          { length: columns.length * rows.length },
          (_, i) => 1 + ((seed ^ (i * 2654435761)) >>> 24),
        )
        const weights = Float32Array.from(raw, (value, i) => {
          const start = Math.floor(i / columns.length) * columns.length
          return value / raw.slice(start, start + columns.length).reduce((a, b) => a + b)
        })
        const merged = mergeWords({ source: columns, target: rows, weights }, merge(columns), merge(rows))
        for (const sum of rowSums(merged)) expect(sum).toBeCloseTo(1, 5)
      }),
    )
  })

  it('takes the gold links along', () => {
    const alignment = { sure: [[0, 0] as const], possible: [[0, 0] as const, [1, 0] as const, [2, 1] as const] }
    expect(mergeAlignment(alignment, merge(source), merge(target))).toEqual({
      sure: [[0, 0]],
      possible: [
        [0, 0],
        [1, 1],
      ],
    })
  })
})
