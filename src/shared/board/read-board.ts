import type { z } from 'zod'
import { SaccadeError } from '../errors.ts'
import { BOARD_LISTS, type Board, boardSchema } from './board.ts'

export interface ReadBoard {
  readonly board: Board
  /** What was not understood and left out, in words; empty where the board is whole. */
  readonly notes: readonly string[]
}

/**
 * Reads a board from elsewhere, also one of a newer version: each part that is not understood is left out and said, the
 * others hold.
 * @throws bad-data where it is no board at all
 */
export function readBoard(value: unknown): ReadBoard {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SaccadeError('bad-data', 'This is not a board', { hint: 'A board is an object with runs and panels.' })
  }
  const notes: string[] = []
  const understood: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(value)) {
    if (key === 'version') {
      if (part !== 1) notes.push(`The board is of version ${String(part)}; this Saccade knows version 1.`)
    } else if (isList(key) && Array.isArray(part)) {
      understood[key] = part.filter((entry, index) => fits(`${key}.${index}`, BOARD_LISTS[key], entry, notes))
    } else if (!isPart(key)) {
      notes.push(`${key} was left out: this Saccade knows no such part of a board.`)
    } else if (fits(key, boardSchema.shape[key], part, notes)) {
      understood[key] = part
    }
  }
  const whole = boardSchema.safeParse(understood)
  // Each part fits by itself; together they can only be too many.
  if (!whole.success) throw new SaccadeError('bad-data', 'This board holds more than a board can')
  return { board: whole.data, notes }
}

function isPart(key: string): key is keyof typeof boardSchema.shape {
  return Object.hasOwn(boardSchema.shape, key)
}

function isList(key: string): key is keyof typeof BOARD_LISTS {
  return Object.hasOwn(BOARD_LISTS, key)
}

function fits(path: string, schema: z.ZodType, value: unknown, notes: string[]): boolean {
  const parsed = schema.safeParse(value)
  if (parsed.success) return true
  const [issue] = parsed.error.issues
  const where = [path, ...(issue?.path ?? [])].join('.')
  notes.push(`${path} was left out: ${where === path ? 'it' : where} cannot be read.`)
  return false
}
