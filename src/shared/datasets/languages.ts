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
