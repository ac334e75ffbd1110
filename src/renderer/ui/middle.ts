import { BETWEEN } from '../../shared/run-name.ts'

/** A name in a label is not cut to fewer characters: before that whole parts go. */
const FEWEST = 6

/** A text of at most so many characters, the middle of a longer one left out. */
export function shortenMiddle(text: string, most: number): string {
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const end = Math.floor((most - 1) / 2)
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(characters.length - end).join('')}`
}

/**
 * A text cut until it fits: what tells it least from others goes first. Of a label, whose parts stand between {@link BETWEEN},
 * the words before the value of a setting give way, the longest first; then the space between parts, the middle of long names,
 * and whole parts from the start, since runs that differ in nothing else differ in their seed, the last one. Of any other text,
 * and of a name by itself, the middle goes.
 */
export function cutToFit(text: string, fits: (text: string) => boolean): string {
  if (fits(text)) return text
  const parts = text.split(BETWEEN).map(wordsAndValue)
  for (let first = 0; first < parts.length && parts.length > 1; first += 1) {
    const left = parts.slice(first)
    const found = longestThatFits((most) => (first > 0 ? '… ' : '') + shortenParts(left, most), fits, longest(left))
    if (found !== null) return found
  }
  const last = parts.length > 1 ? (parts.at(-1)?.value ?? '') : text
  return longestThatFits((most) => shortenMiddle(last, most + 1), fits, last.length) ?? '…'
}

/** Of forms that grow with their size the longest that fits; null where none does. */
function longestThatFits(form: (size: number) => string, fits: (text: string) => boolean, most: number): string | null {
  let [fitting, beyond] = [-1, most + 1]
  while (fitting + 1 < beyond) {
    const half = (fitting + beyond) >> 1
    if (fits(form(half))) fitting = half
    else beyond = half
  }
  return fitting < 0 ? null : form(fitting)
}

interface Part {
  readonly words: string
  readonly value: string
}

/** `encoder hidden 64` says what it is of, and then its value. */
function wordsAndValue(part: string): Part {
  const at = part.lastIndexOf(' ')
  return { words: part.slice(0, Math.max(at, 0)), value: part.slice(at + 1) }
}

/** At size 0 names are cut and words are gone; then names grow until they are whole, then there is room between them, then words come. */
function shortenParts(parts: readonly Part[], size: number): string {
  const words = size - 1 - Math.max(0, longestOf(parts, 'value') - FEWEST)
  return parts
    .map((part) => `${cutWords(part, words)}${cutName(part.value, FEWEST + size)}`)
    .join(words < 0 ? BETWEEN.trim() : BETWEEN)
}

/** Without a number what is left of words could be another name, which a name cannot be told from. */
function cutWords({ words, value }: Part, most: number): string {
  if (words === '') return ''
  if (most < 1) return isNumber(value) ? '' : '…'
  const characters = Array.from(words)
  return `${characters.length <= most + 1 ? words : `${characters.slice(0, most).join('')}…`} `
}

/** A number with a gap is another number. */
const cutName = (value: string, most: number) => (isNumber(value) ? value : shortenMiddle(value, most))

const isNumber = (value: string) => !Number.isNaN(Number(value))

const longestOf = (parts: readonly Part[], of: keyof Part) => Math.max(...parts.map((part) => part[of].length))
const longest = (parts: readonly Part[]) => longestOf(parts, 'words') + longestOf(parts, 'value') + 1
