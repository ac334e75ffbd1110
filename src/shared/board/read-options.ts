import type { z } from 'zod'
import type { BoardPanel } from './board.ts'

/** The options of a panel as its component gets them: each that is missing or cannot be read has its default. */
export function readOptions<Options extends z.ZodObject<Record<string, z.ZodType>>>(
  { options: schema }: { readonly options: Options },
  given: BoardPanel['options'],
): z.output<Options> {
  const readable = Object.entries(given).filter(
    ([key, value]) => Object.hasOwn(schema.shape, key) && schema.shape[key]?.safeParse(value).success,
  )
  return schema.parse(Object.fromEntries(readable))
}
