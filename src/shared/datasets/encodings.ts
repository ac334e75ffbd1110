/** Encodings of text that can be read, by their names in the Encoding Standard (encoding.spec.whatwg.org). */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'iso-8859-2',
  'iso-8859-3',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-6',
  'iso-8859-7',
  'iso-8859-8',
  'iso-8859-10',
  'iso-8859-13',
  'iso-8859-14',
  'iso-8859-15',
  'iso-8859-16',
  'koi8-r',
  'koi8-u',
  'ibm866',
  'macintosh',
  'x-mac-cyrillic',
  'shift_jis',
  'euc-jp',
  'iso-2022-jp',
  'euc-kr',
  'gb18030',
  'gbk',
  'big5',
] as const
export type Encoding = (typeof ENCODINGS)[number]

/** How people write them where that differs. */
const TITLES: Partial<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 LE',
  'utf-16be': 'UTF-16 BE',
  'windows-1252': 'Windows-1252 (Latin-1)',
  shift_jis: 'Shift_JIS',
  'koi8-r': 'KOI8-R',
  'koi8-u': 'KOI8-U',
}

export function encodingTitle(encoding: Encoding): string {
  return (
    TITLES[encoding] ??
    encoding.replace(/^(iso|euc|gbk?|big|ibm|windows)/, (name) => (name === 'windows' ? 'Windows' : name.toUpperCase()))
  )
}

export const ENCODING_TITLES = Object.fromEntries(ENCODINGS.map((name) => [name, encodingTitle(name)]))
