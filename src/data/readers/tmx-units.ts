import type { SaxesTagPlain } from 'saxes'
import type { ReadingOf } from '../../shared/datasets/reading.ts'

/** A translation unit. */
export interface Unit {
  /** On which it begins. */
  readonly line: number
  /** By language as the file writes it, the first variant of each. */
  readonly texts: ReadonlyMap<string, string>
}

/** Elements in a segment whose content is formatting code, not text (TMX 1.4b, “Content markup”). */
const CODES = new Set(['bpt', 'ept', 'it', 'ph', 'ut'])

/** Gathers units from the tags and texts of a memory. `line` says where the parser is. */
export function createUnitReader(line: () => number, inline: ReadingOf<'tmx'>['inline']) {
  let root = ''
  let units: Unit[] = []
  let begun: number | null = null
  let texts = new Map<string, string>()
  let language = ''
  let segment: string | null = null
  /** How deep in codes; what is in <sub> there is a text of its own, such as a footnote, not of this sentence. */
  let codes = 0

  return {
    open(tag: Pick<SaxesTagPlain, 'name' | 'attributes'>): void {
      if (root === '') root = tag.name
      if (tag.name === 'tu') {
        begun = line()
        texts = new Map()
      } else if (tag.name === 'tuv') language = tag.attributes['xml:lang'] ?? tag.attributes['lang'] ?? ''
      else if (tag.name === 'seg') segment = ''
      else if (CODES.has(tag.name)) codes++
    },
    text(text: string): void {
      if (segment !== null && (codes === 0 || inline === 'keep')) segment += text
    },
    close(tag: Pick<SaxesTagPlain, 'name'>): void {
      if (tag.name === 'seg') {
        if (begun !== null && segment !== null && !texts.has(language)) texts.set(language, segment)
        segment = null
        codes = 0
      } else if (tag.name === 'tu') {
        if (begun !== null) units.push({ line: begun, texts })
        begun = null
      } else if (CODES.has(tag.name)) codes--
    },
    /** The name of the first element. */
    root: () => root,
    /** Where the unit begins that is open; null between units. */
    begun: () => begun,
    /** The units that are whole, each once. */
    taken(): readonly Unit[] {
      const all = units
      units = []
      return all
    },
  }
}

/** The language that is meant: the same one, else the first that narrows it, as en-GB does en. */
export function matchLanguage(wanted: string, languages: readonly string[]): string | undefined {
  const key = wanted.toLowerCase().replaceAll('_', '-')
  const keys = languages.map((language) => language.toLowerCase().replaceAll('_', '-'))
  const exact = keys.indexOf(key)
  return languages[exact === -1 ? keys.findIndex((each) => each.startsWith(`${key}-`)) : exact]
}
