import { z } from 'zod'
import type { ErrorCode, ErrorData } from '../errors.ts'

// Spelt out as a record so that a new code cannot be forgotten here.
const ERROR_CODES: { readonly [Code in ErrorCode]: Code } = {
  'bad-configuration': 'bad-configuration',
  'bad-data': 'bad-data',
  'bad-usage': 'bad-usage',
  'not-found': 'not-found',
  'wrong-state': 'wrong-state',
  locked: 'locked',
  storage: 'storage',
  'newer-version': 'newer-version',
  engine: 'engine',
  'bad-score': 'bad-score',
  diverged: 'diverged',
  'worker-lost': 'worker-lost',
  disconnected: 'disconnected',
  aborted: 'aborted',
  refused: 'refused',
  internal: 'internal',
}

/** Checks error data that came from another process. A code this version does not know becomes `internal`. */
export const errorDataSchema: z.ZodType<ErrorData> = z.object({
  code: z.enum(ERROR_CODES).catch('internal'),
  message: z.string(),
  hint: z.string(),
  windowHint: z.string().optional(),
  problems: z.array(z.object({ path: z.string(), message: z.string() })),
  stack: z.string().optional(),
})

const id = z.number().int().nonnegative()

/** What the calling end sends. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id, service: z.string(), method: z.string(), request: z.unknown() }),
  z.object({ kind: z.literal('abort'), id }),
])

/** What the serving end sends. */
export const responseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id, value: z.unknown() }),
  z.object({ kind: z.literal('failure'), id, error: errorDataSchema }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
])

export type Request = z.infer<typeof requestSchema>
export type Response = z.infer<typeof responseSchema>

const envelope = z.object({ kind: z.string(), id: id.optional().catch(undefined) })

/**
 * Which half of a channel a message is for. One channel may carry calls in both directions, so each
 * half leaves the other's messages alone; a message of no known kind belongs to `neither`.
 */
export function addressee(message: unknown): { half: 'server' | 'client' | 'neither'; id: number | undefined } {
  const parsed = envelope.safeParse(message)
  if (!parsed.success) return { half: 'neither', id: undefined }
  const { kind, id } = parsed.data
  if (kind === 'call' || kind === 'abort') return { half: 'server', id }
  if (kind === 'result' || kind === 'failure' || kind === 'event') return { half: 'client', id }
  return { half: 'neither', id }
}
