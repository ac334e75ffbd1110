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
  /** The fields that tell its lines apart, where a run can have some of them and lack others. */
  readonly places?: readonly string[]
  /** The lines of a run, a few at a time in memory. */
  read(database: Database, run: RunId): Iterable<unknown>
  /** Stores lines as {@link read} gave them. Call it in a transaction. @throws bad-data where one is none */
  store(database: Database, run: RunId, lines: readonly unknown[], context: PartContext): void
}

export function definePart<Schema extends z.ZodType>({
  schema,
  store,
  ...part
}: Pick<Part, 'name' | 'telling' | 'places'> & {
  readonly schema: Schema
  read(database: Database, run: RunId): Iterable<z.input<Schema>>
  store(database: Database, run: RunId, lines: readonly z.output<Schema>[], context: PartContext): void
}): Part {
  return {
    ...part,
    store: (database, run, lines, context) =>
      store(
        database,
        run,
        lines.map((line) => parseAs(schema, line, `A line of ${part.name}.jsonl`)),
        context,
      ),
  }
}

/** What a bundle holds, once it fits. @throws bad-data */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw unfit(what, problemsText(schemaProblems(parsed.error, value).slice(0, 5)))
}

export function unfit(what: string, fault: string): SaccadeError {
  return new SaccadeError('bad-data', `${what} is not what Saccade writes: ${fault}`, {
    hint: 'Nothing was imported. Ask whoever made the bundle for a new one.',
  })
}
