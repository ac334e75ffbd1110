// What is left of the page or file that a text was taken from.

export const TAGS = /<\/?[A-Za-z][^<>]*>/g
export const ENTITIES = /&(?:[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});/g
export const LINKS = /(?:https?|ftp):\/\/[^\s<>"]+|\bwww\.[\w-]+\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi

/** Entities of XML and the most frequent of HTML; others are left as they are. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', hellip: '…', ndash: '–', mdash: '—', lsquo: '‘',
  rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»', copy: '©', reg: '®', euro: '€', szlig: 'ß',
  auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', eacute: 'é', egrave: 'è', agrave: 'à', ccedil: 'ç',
} // prettier-ignore

export function hasMarkup(text: string): boolean {
  return text.search(TAGS) !== -1 || text.search(ENTITIES) !== -1
}

export function hasLink(text: string): boolean {
  return text.search(LINKS) !== -1
}

/** Without tags, and entities as the characters that they mean. Blanks that this leaves side by side become one. */
export function removeMarkup(text: string): string {
  const without = text.replace(TAGS, ' ').replace(ENTITIES, decodeEntity)
  return without === text ? text : without.replace(/ {2,}/g, ' ').replace(/^ | $/g, '')
}

function decodeEntity(entity: string): string {
  const name = entity.slice(1, -1)
  if (!name.startsWith('#')) return NAMED[name] ?? entity
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10)
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return isCharacter ? String.fromCodePoint(code) : entity
}
