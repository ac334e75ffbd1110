import { badData } from './problems.ts'

export interface PoEntry {
  /** On which its msgid stands. */
  readonly line: number
  readonly context: string | null
  readonly id: string
  readonly plural: string | null
  readonly translations: readonly string[]
  readonly fuzzy: boolean
  readonly obsolete: boolean
}

interface Draft {
  line: number
  context: string | null
  id: string | null
  plural: string | null
  translations: string[]
  fuzzy: boolean
  obsolete: boolean
}

const KEYWORD = /^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d{1,2})\])?)\s*(".*)$/s
const STRING = /^"((?:[^"\\]|\\.)*)"\s*$/s
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }

/** Reads the entries of a catalogue line by line. */
export function createPoParser(name: string) {
  let draft = fresh()
  let entries: PoEntry[] = []
  /** Where a further string belongs. */
  let append: ((text: string) => void) | null = null

  const fail = (line: number, message: string, hint: string) =>
    badData(name, `${name}:${line}: ${message}`, { line, hint })
  const finish = (line: number) => {
    if (draft.id !== null) {
      if (draft.translations.length === 0) {
        throw fail(
          draft.line,
          'this entry has a msgid and no msgstr',
          'Is the catalogue cut short? Check it with msgfmt -c.',
        )
      }
      entries.push({ ...draft, id: draft.id })
    } else if (draft.context !== null) {
      throw fail(line, 'an entry with a msgctxt ends here without a msgid', 'Check the catalogue with msgfmt -c.')
    }
    draft = fresh()
    append = null
  }

  const keyword = (word: string, place: string | undefined, text: string, line: number) => {
    // An entry ends where the next one begins, with or without an empty line between them.
    if ((word === 'msgctxt' || word === 'msgid') && draft.translations.length > 0) finish(line)
    switch (word) {
      case 'msgctxt':
        draft.context = text
        append = (more) => (draft.context = `${draft.context ?? ''}${more}`)
        break
      case 'msgid':
        if (draft.id !== null) finish(line)
        draft.id = text
        draft.line = line
        append = (more) => (draft.id = `${draft.id ?? ''}${more}`)
        break
      case 'msgid_plural':
        draft.plural = text
        append = (more) => (draft.plural = `${draft.plural ?? ''}${more}`)
        break
      default: {
        if (draft.id === null)
          throw fail(line, 'a msgstr stands here without a msgid', 'Check the catalogue with msgfmt -c.')
        const at = Number(place ?? 0)
        draft.translations[at] = text
        append = (more) => (draft.translations[at] = (draft.translations[at] ?? '') + more)
      }
    }
  }

  return {
    /** @throws bad-data for a line that no catalogue has */
    add(given: string, line: number): void {
      let text = given.trim()
      if (text === '') {
        if (draft.translations.length > 0) finish(line)
        return
      }
      if (text.startsWith('#') && !/^#~\s*("|msg)/.test(text)) {
        if (draft.translations.length > 0) finish(line)
        if (/^#,.*\bfuzzy\b/.test(text)) draft.fuzzy = true
        return
      }
      const obsolete = text.startsWith('#~')
      if (obsolete) text = text.slice(2).trimStart()
      const [, word, place, quoted] = KEYWORD.exec(text) ?? []
      const string = unquoted(quoted ?? text)
      if (string === null) {
        throw fail(
          line,
          `this is no line of a catalogue: ${text.slice(0, 40)}`,
          'Is a quotation mark missing, or not escaped? Check the catalogue with msgfmt -c.',
        )
      }
      if (word !== undefined) keyword(word.replace(/\[.*/, ''), place, string, line)
      else if (append) append(string)
      else throw fail(line, 'a text stands here that belongs to no entry', 'Check the catalogue with msgfmt -c.')
      draft.obsolete ||= obsolete
    },
    /** @throws bad-data where the last entry is not whole */
    end(): void {
      finish(draft.line)
    },
    /** The entries that are whole, each once. */
    taken(): readonly PoEntry[] {
      const all = entries
      entries = []
      return all
    },
  }
}

function fresh(): Draft {
  return { line: 1, context: null, id: null, plural: null, translations: [], fuzzy: false, obsolete: false }
}

/** The text of a string in quotation marks, as C writes it; null for anything else. */
function unquoted(quoted: string): string | null {
  const [, inside] = STRING.exec(quoted) ?? []
  if (inside === undefined || !inside.includes('\\')) return inside ?? null
  return inside.replace(/\\([0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)/gs, (_, code: string) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8))
    if (/^x./.test(code)) return String.fromCharCode(parseInt(code.slice(1), 16))
    return ESCAPES[code] ?? code
  })
}
