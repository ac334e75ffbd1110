import { z } from 'zod'
import { SaccadeError } from '../errors.ts'
import { problemsText, schemaProblems } from '../schema-problems.ts'

/** What a method takes, as a schema, and what it gives, as a type alone. */
export interface Method<Schema extends z.ZodType = z.ZodType, Result = unknown> {
  readonly request: Schema
  /** Never there: it carries the type of the result. */
  readonly result?: Result
}

/** Methods by name. */
export type Service = Readonly<Record<string, Method>>
/** Services by name: all that one end of a wire can be asked. */
export type Contract = Readonly<Record<string, Service>>

export interface CallContext {
  /** Aborted when the caller gives up or is gone. */
  readonly signal: AbortSignal
}

/** A service as its callers see it. */
export type Callable<Of extends Service> = { readonly [Name in keyof Of]: Call<Of[Name]> }

type Call<Of extends Method> =
  Of extends Method<infer Schema, infer Result>
    ? Schema extends z.ZodUndefined
      ? () => Promise<Result>
      : (request: z.input<Schema>) => Promise<Result>
    : never

/** A service as it is written: it gets what the schema made of the request; the context may be ignored. */
export type Handlers<Of extends Service> = {
  readonly [Name in keyof Of]: Of[Name] extends Method<infer Schema, infer Result>
    ? (request: z.output<Schema>, context: CallContext) => Promise<Result>
    : never
}

/** Services as their callers see them. */
export type Api<Of extends Contract> = { readonly [Name in keyof Of]: Callable<Of[Name]> }

declare const parsing: unique symbol
/** Services that look at every request before they do anything; {@link implement} makes them. */
export interface Parsing {
  /** Only for the types: nothing else can be served. */
  readonly [parsing]: true
}

/**
 * A method of a contract: the schema of its one argument, if it has one, then the type of its result.
 *
 * ```ts
 * const runService = {
 *   list: method().returns<RunSummary[]>(),
 *   get: method(z.strictObject({ run: runIdSchema })).returns<RunDetail>(),
 * }
 * ```
 */
export function method(): Returning<z.ZodUndefined>
export function method<Schema extends z.ZodType>(request: Schema): Returning<Schema>
export function method(request: z.ZodType = z.undefined()): Returning<z.ZodType> {
  return { returns: () => ({ request }) }
}

interface Returning<Schema extends z.ZodType> {
  /** Without a type, nothing. */
  returns<Result = void>(): Method<Schema, Result>
}

/** Of a long list in which nothing fits, nobody reads more. */
const MOST_PROBLEMS = 20

/** For calls from within the process, which nobody gives up. */
const ALONE: CallContext = { signal: new AbortController().signal }

type Handler = (request: unknown, context: CallContext) => Promise<unknown>

/**
 * Puts the schemas of a contract before the functions that do the work: the one place where requests are parsed,
 * whoever calls and over whatever wire. What does not fit its schema is `bad-usage`, with the path of every fault.
 */
export function implement<Of extends Contract>(
  contract: Of,
  handlers: { readonly [Name in keyof Of]: Handlers<Of[Name]> },
): Api<Of> & Parsing
export function implement(
  contract: Contract,
  handlers: Readonly<Record<string, Readonly<Record<string, Handler>>>>,
): object {
  return mapEntries(contract, (service, name) =>
    mapEntries(service, ({ request: schema }, method) => {
      const call = `${name}.${method}`
      return async (request: unknown, context = ALONE) =>
        handlers[name]?.[method]?.(parse(call, schema, request), context)
    }),
  )
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From, name: string) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]))
}

/** null where the schema ends with an error: one that is `readonly` freezes even what does not fit, which typed arrays refuse. */
function look(schema: z.ZodType, request: unknown) {
  try {
    return schema.safeParse(request)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

function parse(call: string, schema: z.ZodType, request: unknown): unknown {
  const parsed = look(schema, request)
  if (parsed?.success) return parsed.data
  const found = parsed
    ? schemaProblems(parsed.error, request)
    : [{ path: '', message: 'holds bytes where none belong' }]
  const problems = found.slice(0, MOST_PROBLEMS).map(({ path, message }) => ({ path: path || 'request', message }))
  throw new SaccadeError('bad-usage', `The request ${call} does not fit: ${problemsText(problems)}`, {
    problems,
    hint: 'Mend what is named. Where you did not write it yourself, reload the page or restart Saccade: both ends must be of the same version.',
  })
}
