// How text is compared where case does not count, in all scripts: as Unicode's full case folding has it, so that “STRASSE”
// finds “Straße” and “Σ” finds “ς”, which SQLite's LIKE does not. Canonically equal text is the same text.

/** For comparing: texts that differ in case alone, or in how a mark is put on its letter, are the same. */
export function folded(text: string): string {
  return text.normalize('NFC').toLowerCase().toUpperCase()
}

/**
 * For the search index: letters and their marks apart. Whatever holds a text, compared by {@link folded} or sign by
 * sign, holds its folded pieces too, which would not be so of letters with their marks: “e” stands in “e◌́”, but not in “é”.
 */
export function indexed(text: string): string {
  return folded(text).normalize('NFD')
}

/** The runs of three code points of a text that is folded for the index, each once. */
export function trigramsOf(text: string): string[] {
  const characters = Array.from(text)
  const found = new Set<string>()
  for (let at = 0; at + 3 <= characters.length; at++) found.add(characters.slice(at, at + 3).join(''))
  return [...found]
}
