import type { z } from 'zod'
import { counted } from '../counted.ts'
import { SaccadeError } from '../errors.ts'
import { visibleLine } from '../visible-text.ts'
import { BOARD_BOUNDS, BOARD_LISTS, type Board, boardSchema } from './board.ts'

export interface ReadBoard {
  readonly board: Board
  /** What was not understood and left out, in words; empty where the board is whole. */
  readonly notes: readonly string[]
}

/** Further notes would not be read. */
const MOST_NOTES = 20
/** A longer text says nothing in a note. */
const MOST_TOLD = 60
/** Deeper than anything that a board or a panel says, and far from where programs stop being able to follow. */
const DEEPEST = 100

/**
 * Reads a board from elsewhere, also one of a newer version: each part that is not understood is left out and said, the
 * others hold.
 * @throws bad-data where it is no board at all
 */
export function readBoard(value: unknown): ReadBoard {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SaccadeError('bad-data', 'This is not a board', { hint: 'A board is an object with runs and panels.' })
  }
  if (isDeeper(value, DEEPEST)) {
    throw new SaccadeError('bad-data', 'This is not a board: its parts lie too deep in each other', {
      hint: `A board nests at most ${DEEPEST} lists and objects.`,
    })
  }
  const notes: string[] = []
  const understood: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) {
    if (key === 'version') {
      if (part !== 1) notes.push(`The board is of version ${String(part)}; this Saccade knows version 1.`)
    } else if (isList(key) && Array.isArray(part)) {
      understood[key] = readList(key, part, notes)
    } else if (!isPart(key)) {
      notes.push(`${key} was left out: this Saccade knows no such part of a board.`)
    } else if (fits(key, boardSchema.shape[key], part, notes)) {
      understood[key] = part
    }
  }
  return { board: boardSchema.parse(understood), notes: fewNotes(notes) }
}

/** As many as anybody reads, and how many more there are. */
export function fewNotes(notes: readonly string[]): readonly string[] {
  const more = notes.length - MOST_NOTES
  if (more <= 0) return notes
  return [...notes.slice(0, MOST_NOTES), `${counted(more, 'more thing')} of the board could not be read.`]
}

/** The entries that can be read, each once, and not more than a board may hold. */
function readList(key: keyof typeof BOARD_LISTS, part: readonly unknown[], notes: string[]): unknown[] {
  const most = BOARD_BOUNDS[key]
  if (part.length > most) {
    notes.push(`${key} has ${part.length} entries; a board holds ${most}, and the others were left out.`)
  }
  const names = new Set<unknown>()
  return part.slice(0, most).filter((entry, index) => {
    const path = `${key}.${index}`
    if (!fits(path, BOARD_LISTS[key], entry, notes)) return false
    const name = partOf(entry, key === 'runs' ? 'run' : 'id')
    if (names.has(name)) notes.push(`${path} was left out: “${String(name)}” is on the board already.`)
    return !names.has(name) && names.add(name)
  })
}

function partOf(entry: unknown, key: PropertyKey): unknown {
  return typeof entry === 'object' && entry !== null ? Reflect.get(entry, key) : undefined
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return left === 0 || Object.values(value).some((part) => isDeeper(part, left - 1))
}

function isPart(key: string): key is keyof typeof boardSchema.shape {
  return Object.hasOwn(boardSchema.shape, key)
}

function isList(key: string): key is keyof typeof BOARD_LISTS {
  return Object.hasOwn(BOARD_LISTS, key)
}

/** Whether a part of a board can be read; adds to the notes where it cannot. */
export function fits(path: string, schema: z.ZodType, value: unknown, notes: string[]): boolean {
  const parsed = schema.safeParse(value)
  if (parsed.success) return true
  const within = parsed.error.issues[0]?.path ?? []
  const held = within.reduce<unknown>((part, key) => partOf(part, key), value)
  const text = typeof held === 'string' && held.length <= MOST_TOLD ? `“${visibleLine(held)}”` : ''
  const where = within.length > 0 ? [path, ...within].join('.') : text === '' ? 'it' : ''
  notes.push(`${path} was left out: ${[where, text].filter(Boolean).join(' ')} cannot be read.`)
  return false
}
