import { counted } from '../../../shared/counted.ts'
import type { Guess, Head } from './head.ts'

/** A catalogue of gettext, with what its options leave out. */
export function guessPo(head: Head): Guess | null {
  if (!/^(#~\s*)?msgid\s+"/m.test(head.text) || !/^(#~\s*)?msgstr(\[\d\])?\s*"/m.test(head.text)) return null
  const count = (pattern: RegExp) => Array.from(head.text.matchAll(pattern)).length
  const fuzzy = count(/^#,.*\bfuzzy\b/gm)
  const obsolete = count(/^#~\s*msgid\s/gm)
  const plural = count(/^msgid_plural\s/gm)
  const untranslated = count(/^msgstr\s+""\s*\n\s*(\n|$)/gm)
  return {
    reading: { format: 'po', fuzzy: false, obsolete: false, plural: 'both', context: 'drop', encoding: head.encoding },
    guesses: [
      { option: 'fuzzy', value: 'false', reason: `${counted(fuzzy, 'entry', 'entries')} marked as unsure, left out` },
      { option: 'obsolete', value: 'false', reason: `${counted(obsolete, 'entry', 'entries')} out of use, left out` },
      { option: 'plural', value: 'both', reason: `${counted(plural, 'entry', 'entries')} with plurals` },
      { option: 'context', value: 'drop', reason: 'a context is no text of the program' },
    ],
    cells: [],
    choices: [],
    warnings: untranslated > 0 ? [`${counted(untranslated, 'entry', 'entries')} without a translation, left out.`] : [],
  }
}
