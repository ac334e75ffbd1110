import fc from 'fast-check'
import os from 'node:os'
import path from 'node:path'
import { createPace } from '../pace.ts'
import type { Texts } from './finding.ts'
import { type FoundInDataset, createFindingsPass } from './pass.ts'

/** Pieces in which something is wrong, or looks like it. */
const PIECES = [
  'the', 'house', 'Haus', 'das ', ' ', '  ', '\t', '\u00a0', '\u001d', '\u0085', '\u2028', '\u3000', '.', '?', '!', '…', '...', '。', '؟', '।', ',', ';',
  '»', '"', ')', '1', '0', '12', '1,000', '1.000', '2 000', '٣٤', '５', '𝟙𝟚', '<b>', '</i', '<', '&amp;', '&', '&#160;', '&nope', 'http://a.b/c', 'wWw.x.org',
  'www', 'me@there.org', '@', '//', 'Ã©', 'â€™', 'ï¿½', 'Â', 'Å¡', 'â', '\ufffd', '\0', '\u0007', '\n', '\u0090', '\u200b', '\u00ad', '\u202e', '\ufeff', '\u200d',
  'привет', 'пpивет', 'Ω', 'ΑΣ', 'σ', 'ς', 'İ', 'ß', 'SS', 'e\u0301', 'é', '日本', 'ひらがな', 'カタカナー', '한국어', 'שלום', 'سلام', 'नमस्ते', '😀', '👩‍👩‍👧', '𐐀', '𐐨', '𠀀',
  'ha', 'haha', 'abc', 'abcabcabc', 'aaa', 'a  a  a  ', 'a b a b a b ', 'no no no ', 'a'.repeat(39), 'b'.repeat(40), 'xy'.repeat(120), '1234567890'.repeat(25), 'º', 'µ', 'ª', '\u0345',
] // prettier-ignore

const hardText = fc.oneof(
  { weight: 5, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join('')) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(' ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: fc.constantFrom('1', '2', '0', '3', 'x'), maxLength: 300 }) },
)

/** Pairs of texts, often of which one is the other with a change. */
export const hardPair: fc.Arbitrary<Texts> = fc.oneof(
  fc.record({ source: hardText, target: hardText }),
  fc.record({ text: hardText, change: fc.constantFrom(...PIECES), at: fc.nat(60) }).map(({ text, change, at }) => ({
    source: text,
    target: Array.from(text, (character, place) => (place === at ? change : character)).join(''),
  })),
)

/** Looks at pairs as an import does. */
export async function findIn(pairs: readonly Texts[], splits?: Uint8Array): Promise<FoundInDataset> {
  const pass = createFindingsPass(path.join(os.tmpdir(), 'never')) // few pairs make no file
  for (let from = 0; from < pairs.length; from += 1000) pass.add(pairs.slice(from, from + 1000))
  return pass.finish({
    splits: splits ?? new Uint8Array(pairs.length),
    read: (row) => pairs[row] ?? { source: '', target: '' },
    pace: createPace(),
  })
}
