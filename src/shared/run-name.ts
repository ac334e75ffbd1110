import { z } from 'zod'
import { cutText } from './visible-text.ts'

/** Characters (Unicode code points, as JSON Schema counts them) in the name of a run, at most. */
export const MOST_NAME_CHARACTERS = 200

export const runNameSchema = z.string().max(MOST_NAME_CHARACTERS, `has more than ${MOST_NAME_CHARACTERS} characters`)

/** A name that is made here, kept within the bound: of the first part is cut what is too much. */
export function nameWithin(text: string, behind = ''): string {
  return `${cutText(text, MOST_NAME_CHARACTERS - countCharacters(behind))}${behind}`
}

export function countCharacters(text: string): number {
  return Array.from(text).length
}
