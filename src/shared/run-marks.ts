import { z } from 'zod'

/** Characters of a note at most: every list of runs carries the notes along. */
export const MOST_NOTE_CHARACTERS = 10_000

/** Tags of a run at most; they are carried along too. */
export const MOST_TAGS = 100

const ONE_WORD = /^[\p{L}\p{M}\p{N}\p{So}_./:@#+-]{1,60}$/u

/** One word, so that a filter can ask for it as `tag:WORD`. */
export const tagSchema = z
  .string()
  .refine((text) => ONE_WORD.test(text), 'must be one word: at most 60 letters, digits and -_./:@#+')

export const noteSchema = z.string().max(MOST_NOTE_CHARACTERS)

/** Such as `#1f6f8b`; kept in small letters. */
export const colourSchema = z
  .string()
  .regex(/^#[0-9A-Fa-f]{6}$/)
  .toLowerCase()

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
