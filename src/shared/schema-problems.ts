import type { z } from 'zod'
import type { Problem } from './errors.ts'

/** What a schema found wrong with `value`, each fault with its dotted path; that of the value as a whole is empty. */
export function schemaProblems(error: z.core.$ZodError, value: unknown): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, valueAt(value, issue.path)))
}

function describe(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const path = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'no such setting' }))
  }
  const missing = value === undefined && issue.code !== 'custom'
  return [{ path, message: missing ? 'is missing' : lowerFirst(issue.message) }]
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (holder, key) => (typeof holder === 'object' && holder !== null ? Reflect.get(holder, key) : undefined),
    value,
  )
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
