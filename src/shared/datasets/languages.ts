const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** Whether a text is the code of a language, such as de or pt-BR. */
export function isLanguage(text: string): boolean {
  if (!/^[a-z]{2,3}([-_][a-z]{2,4})?$/i.test(text)) return false
  try {
    return languages.of(text.replace('_', '-')) !== undefined
  } catch {
    return false
  }
}

/** Those whose names are known in each of them. */
const LARGE =
  `ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id is it ja ko lt lv ms nb nl no pl pt ro ru sk sl sr sv sw ta th tr
  uk ur vi zh`.split(/\s+/)

let named: ReadonlyMap<string, string> | null = null

/** The code of a large language by its code or by its name in any of them: `de` of German, Deutsch and allemand; null of other text. */
export function languageNamed(text: string): string | null {
  named ??= new Map(
    LARGE.flatMap((speaker) => {
      const names = new Intl.DisplayNames(speaker, { type: 'language', fallback: 'none' })
      return LARGE.flatMap((code) => [[(names.of(code) ?? code).toLowerCase(), code] as const, [code, code] as const])
    }),
  )
  return named.get(text.trim().toLowerCase()) ?? null
}
