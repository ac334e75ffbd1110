import { z } from 'zod'

/** Characters of a note at most: every list of runs carries the notes along. */
export const MOST_NOTE_CHARACTERS = 10_000

/** One word, so that a filter can ask for it as `tag:WORD`. */
export const tagSchema = z
  .string()
  .max(60, 'has more than 60 characters')
  .regex(/^[\p{L}\p{M}\p{N}\p{So}_./:@#+-]+$/u, 'must be one word of letters, digits and -_./:@#+')

export const noteSchema = z.string().max(MOST_NOTE_CHARACTERS, `has more than ${MOST_NOTE_CHARACTERS} characters`)

export const colourSchema = z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #1f6f8b')

/** What a user makes of a run. */
export interface RunMarks {
  readonly starred: boolean
  /** Set aside: lists leave it out unless they are asked for it. */
  readonly archived: boolean
  /** In alphabetical order. */
  readonly tags: readonly string[]
  /** Markdown. */
  readonly note: string
  /** `#rrggbb`; null where none was given. */
  readonly colour: string | null
}
