import type { z } from 'zod'

/** What a schema found wrong with a value that came from outside, each fault with its path, in one line. */
export function schemaFaults({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; ')
}
