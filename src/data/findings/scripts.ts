/** Scripts that are told apart; all others count together as none of these. Places are stored in no file. */
export const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Thai',
  'Georgian',
  'Armenian',
  'Ethiopic',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Gujarati',
  'Gurmukhi',
  'Oriya',
  'Sinhala',
  'Khmer',
  'Lao',
  'Myanmar',
  'Tibetan',
  'Mongolian',
  'Thaana',
  'Syriac',
  'Cherokee',
  'Tifinagh',
] as const

/** A side is written in every script that has at least this share of its letters. */
const OWN_SHARE = 0.05

/** The scripts of a side by the letters counted of each (by place in SCRIPTS), the most frequent first. */
export function ownScripts(counts: ArrayLike<number>, letters: number): string[] {
  return SCRIPTS.map((script, place) => ({ script, count: counts[place] ?? 0 }))
    .filter(({ count }) => count > 0 && count >= OWN_SHARE * letters)
    .sort((a, b) => b.count - a.count)
    .map(({ script }) => script)
}
