import { BETWEEN } from '../../shared/run-name.ts'

/** A last part of at most so many characters stays whole. */
const LONGEST_END = 28
/** A text of at most so many characters is never in the way. */
const SHORT = 16
/** A part of more characters than these has an end of its own to keep, of so many. */
const [LONG_PART, PART_END] = [8, 4]
/** Of what has no parts, as many characters stay at the end. */
const END = 12

/** A text of at most so many characters, the middle of a longer one left out. */
export function shortenMiddle(text: string, most: number): string {
  const characters = Array.from(text)
  if (characters.length <= most) return text
  const end = Math.floor((most - 1) / 2)
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(characters.length - end).join('')}`
}

/**
 * A text in two, of which the first gives way where room is short: what tells long names apart stands at their end.
 * Parts stand between {@link BETWEEN}.
 */
export function splitMiddle(text: string): [start: string, end: string] {
  const at = text.lastIndexOf(BETWEEN)
  if (at > 0 && text.length - at <= LONGEST_END) return [text.slice(0, at), text.slice(at)]
  const characters = Array.from(text)
  if (characters.length <= SHORT) return ['', text]
  const end = Math.min(END, Math.floor(characters.length / 2))
  return [characters.slice(0, characters.length - end).join(''), characters.slice(characters.length - end).join('')]
}

/**
 * The first of the two once more in two, where it is a part by itself: models are told apart by its end, such as `luong-2015`
 * and `luong-dot`. The second piece is empty where there is nothing to keep.
 */
export function splitStart([start, end]: readonly [start: string, end: string]): [head: string, tail: string] {
  const characters = Array.from(start)
  if (!end.startsWith(BETWEEN) || characters.length <= LONG_PART) return [start, '']
  const at = characters.length - PART_END
  return [characters.slice(0, at).join(''), characters.slice(at).join('')]
}
