// Characters that no text should hold, and how they come about.

/** The first character of two that were one in UTF-8 and were read as Latin-1 or Windows-1252. */
export const DAMAGE_LEADS = 'ÂÃÄÅÐÑØÙâï'

/** Windows-1252 from 0x80 on, where it is not Latin-1; five places are free and stay controls. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

const IMAGES = `\u0080-\u00bf${WINDOWS}`

/** Letters that were one character in UTF-8 and were read as Latin-1 or Windows-1252. */
export const DAMAGE = new RegExp(`[ÂÃÄÅÐÑØÙ][${IMAGES}]|â[€\u0080][${IMAGES}]|ï[»¿][${IMAGES}]`, 'gu')

/** What such letters are made of. */
const SUSPECT_RUN = new RegExp(`[\u0080-\u00ff${WINDOWS}]{2,}`, 'gu')

const BYTES = new Map(Array.from(WINDOWS, (character, i) => [character, 0x80 + i] as const))
const UTF_8 = new TextDecoder('utf-8', { fatal: true })

/** Puts together again what was read in the wrong encoding, as far as its bytes are UTF-8; all else stays. */
export function repairDamage(text: string): string {
  let repaired = text
  // Some texts went through the wrong reading more than once.
  for (let times = 0; times < 3 && repaired.search(DAMAGE) !== -1; times++) {
    const once = repaired.replace(SUSPECT_RUN, decodeRun)
    if (once === repaired) break
    repaired = once
  }
  return repaired
}

/** The longest sequences of UTF-8 within a run are decoded, one by one. */
function decodeRun(run: string): string {
  const bytes = Uint8Array.from(run, (character) => BYTES.get(character) ?? character.charCodeAt(0))
  let decoded = ''
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes[i] ?? 0)
    const character = length > 1 && i + length <= bytes.length ? decode(bytes.subarray(i, i + length)) : undefined
    decoded += character ?? run.charAt(i)
    i += character === undefined ? 1 : length
  }
  return decoded
}

function sequenceLength(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 2
  if (first >= 0xe0 && first <= 0xef) return 3
  return first >= 0xf0 && first <= 0xf4 ? 4 : 1
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF_8.decode(bytes, { stream: false }) || undefined
  } catch {
    return undefined
  }
}

/** C0 but the tab, delete, and C1. */
export function isControl(code: number): boolean {
  return (code < 0x20 && code !== 9) || (code >= 0x7f && code <= 0x9f)
}

/** Marks of direction, joins and breaks that are not seen. The joiners U+200C and U+200D are not among them: Persian and Hindi need them, and emoji. */
export function isInvisible(code: number): boolean {
  return INVISIBLE.test(String.fromCodePoint(code))
}

export const CONTROLS = /[^\P{Cc}\t]+/gu
export const INVISIBLES = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+/gu
const INVISIBLE = new RegExp(INVISIBLES.source, 'u')
