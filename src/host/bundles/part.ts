import type { z } from 'zod'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { problemsText, schemaProblems } from '../../shared/schema-problems.ts'
import type { Database } from '../storage/database.ts'

/** What a part may need of the bundle that it comes from. */
export interface PartContext {
  /** A list of validation pairs by its digest; undefined where the bundle has none of that name. */
  pairList(digest: string): PackedPairs | undefined
}

interface PackedPairs {
  readonly digest: string
  readonly content: Uint8Array
  readonly count: number
}

/** One kind of what is stored of a run: in a bundle a file of lines, each a JSON value. */
export interface Part {
  /** The name of its file, without the ending. */
  readonly name: string
  /** Whether it tells this run from others: what was trained and measured, not what became of it. */
  readonly telling: boolean
  /** Bytes that a line has at most. */
  readonly mostLineBytes: number
  /** The fields that tell its lines apart, where a run can have some of them and lack others. */
  readonly places?: readonly string[]
  /** The lines of a run, a few at a time in memory. */
  read(database: Database, run: RunId): Iterable<unknown>
  /**
   * Stores lines as {@link read} gave them. Call it in a transaction.
   * @param file the name of their file in the bundle
   * @throws bad-data where one is none, naming it
   */
  store(database: Database, run: RunId, file: string, lines: readonly PartLine[], context: PartContext): void
}

export interface PartLine {
  readonly value: unknown
  /** Which line of its file it is, from 1. */
  readonly number: number
}

/** Metrics are written a thousand points a line, logs within {@link MOST_TEXT}. */
const USUAL_LINE_BYTES = 1024 ** 2
/** For the texts of logs and reasons, which nobody else holds to a bound: as many characters, at most. */
export const MOST_TEXT = 100_000

export function definePart<Schema extends z.ZodType>({
  schema,
  store,
  ...part
}: Pick<Part, 'name' | 'telling' | 'places'> & {
  readonly mostLineBytes?: number
  readonly schema: Schema
  read(database: Database, run: RunId): Iterable<z.input<Schema>>
  /** @param refuse says of the line at an index what is wrong with it */
  store(
    database: Database,
    run: RunId,
    lines: readonly z.output<Schema>[],
    context: PartContext & { refuse(index: number, fault: string): SaccadeError },
  ): void
}): Part {
  return {
    mostLineBytes: USUAL_LINE_BYTES,
    ...part,
    store(database, run, file, lines, context) {
      const place = (number = 0) => `Line ${number} of ${file}`
      const refuse = (index: number, fault: string) => unfit(place(lines[index]?.number), fault)
      const parsed = lines.map(({ value, number }) => parseAs(schema, value, place(number)))
      store(database, run, parsed, { ...context, refuse })
    },
  }
}

/** What a bundle holds, once it fits. @throws bad-data */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw unfit(what, problemsText(schemaProblems(parsed.error, value, 'nothing of that name belongs here').slice(0, 5)))
}

export function unfit(what: string, fault: string): SaccadeError {
  return new SaccadeError('bad-data', `${what} is not what Saccade writes: ${fault}`, {
    hint: 'Nothing was imported. Ask whoever made the bundle for a new one.',
  })
}

/** @throws bad-data where it is not JSON */
export function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unfit(name, 'it is not JSON')
  }
}
