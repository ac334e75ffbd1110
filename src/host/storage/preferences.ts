import type { z } from 'zod'
import { isDamage } from '../../shared/system-errors.ts'
import type { Database } from './database.ts'

/** What holds for the whole data folder. Undefined where it was never stored, or is nothing that can be read any more. */
export function readPreference<Value>(database: Database, name: string, schema: z.ZodType<Value>): Value | undefined {
  try {
    const sql = 'SELECT value_json FROM preference WHERE name = ?'
    const json = database.prepare<[string], string>(sql).pluck().get(name)
    if (json === undefined) return undefined
    const parsed = schema.safeParse(JSON.parse(json))
    return parsed.success ? parsed.data : undefined
  } catch (error) {
    if (error instanceof SyntaxError || isDamage(error)) return undefined
    throw error
  }
}

export function writePreference(database: Database, name: string, value: unknown): void {
  database
    .prepare(
      'INSERT INTO preference (name, value_json) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json',
    )
    .run(name, JSON.stringify(value))
}
