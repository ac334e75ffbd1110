import { z } from 'zod'
import type { BoardPanel } from './board.ts'
import { fits } from './read-board.ts'

/**
 * The options of a panel as its component gets them: each that is missing or cannot be read has its default, and of a list,
 * such as the charts, those entries stay that can be. What is left out is added to `notes`.
 */
export function readOptions<Options extends z.ZodObject<Record<string, z.ZodType>>>(
  { options: schema }: { readonly options: Options },
  given: BoardPanel['options'],
  notes: string[] = [],
): z.output<Options> {
  const readable = Object.entries(given).flatMap(([key, value]) => {
    const option = Object.hasOwn(schema.shape, key) ? schema.shape[key] : undefined
    if (!option) notes.push(unknownOption(key))
    const read = option && readOption(key, option, value, notes)
    return read === undefined ? [] : [[key, read] as const]
  })
  return schema.parse(Object.fromEntries(readable))
}

/** What can be read of one option; undefined where nothing can. */
function readOption(path: string, option: z.ZodType, value: unknown, notes: string[]): unknown {
  const parsed = option.safeParse(value)
  if (parsed.success) {
    notes.push(...keysLeftOut(path, value, parsed.data).map(unknownOption))
    return value
  }
  const element = elementOf(option)
  if (element && Array.isArray(value)) {
    const left: string[] = []
    const kept: unknown[] = value
      .map((entry, index) => readOption(`${path}.${index}`, element, entry, left))
      .filter((entry) => entry !== undefined)
    if (kept.length > 0 && option.safeParse(kept).success) {
      notes.push(...left)
      return kept
    }
  }
  return fits(path, option, value, notes) ? value : undefined
}

const unknownOption = (path: string): string => `${path} was left out: this Saccade knows no such option.`

/** Paths of what lies within an option and is not in what was read of it: its schema names no such key. */
function keysLeftOut(path: string, given: unknown, read: unknown): string[] {
  if (typeof given !== 'object' || given === null || typeof read !== 'object' || read === null) return []
  return Object.entries(given).flatMap(([key, part]) =>
    Object.hasOwn(read, key) ? keysLeftOut(`${path}.${key}`, part, Reflect.get(read, key)) : [`${path}.${key}`],
  )
}

/** What the entries of an option are that is a list. */
function elementOf(option: z.ZodType): z.ZodType | null {
  const list = option instanceof z.ZodDefault ? option.unwrap() : option
  return list instanceof z.ZodArray && list.element instanceof z.ZodType ? list.element : null
}
