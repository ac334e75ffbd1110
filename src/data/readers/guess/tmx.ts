import { counted } from '../../../shared/counted.ts'
import type { Guess, Head } from './head.ts'

/** The languages of a translation memory. */
export function guessTmx(head: Head): Guess | null {
  if (!/<tmx[\s>]/.test(head.text)) return null
  const counts = new Map<string, number>()
  for (const [, language = ''] of head.text.matchAll(/<tuv\b[^>]*?\s(?:xml:)?lang\s*=\s*["']([^"']*)["']/g)) {
    counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  const units = Array.from(head.text.matchAll(/<tu[\s>]/g)).length
  const languages = Array.from(counts.keys())
  const [, declared = ''] = /<header\b[^>]*?\ssrclang\s*=\s*["']([^"']*)["']/.exec(head.text) ?? []
  const source = languages.find((each) => each.toLowerCase() === declared.toLowerCase()) ?? languages[0] ?? ''
  const others = languages.filter((each) => each !== source).sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0))
  const target = others[0] ?? ''
  const reason =
    source.toLowerCase() === declared.toLowerCase() ? 'the memory calls it so' : 'the first language of its units'
  return {
    reading: { format: 'tmx', sourceLanguage: source, targetLanguage: target, inline: 'drop', encoding: head.encoding },
    guesses: [
      { option: 'sourceLanguage', value: source, reason },
      { option: 'targetLanguage', value: target, reason: 'the most frequent other language' },
      { option: 'inline', value: 'drop', reason: 'formatting codes are no text' },
    ],
    cells: [],
    choices: languages,
    warnings: [
      ...(others.length > 1 ? [`It has ${languages.length} languages: ${languages.slice(0, 20).join(', ')}.`] : []),
      ...(target === '' ? ['Its first units have only one language.'] : []),
      ...[source, target].flatMap((language) => {
        const without = units - (counts.get(language) ?? 0)
        if (language === '' || without <= units / 100) return []
        return [
          `${counted(without, 'unit')} of the first ${units} have no ${language}; they are bad rows, which can be left out.`,
        ]
      }),
    ],
  }
}
