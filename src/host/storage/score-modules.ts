import type { RunId } from '../../shared/contract/runs.ts'
import type { ScoreModule } from '../../shared/contract/scores.ts'
import type { Database } from './database.ts'

/** Keeps that the user said yes to this content, and the content itself: runs use it whatever becomes of the file. */
export function storeTrusted(database: Database, { digest, file, content }: ScoreModule, time: number): void {
  database
    .prepare('INSERT INTO score_module (digest, file, content, trusted) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(digest, file, content, time)
}

export function isTrusted(database: Database, digest: string): boolean {
  return database.prepare('SELECT 1 FROM score_module WHERE digest = ?').get(digest) !== undefined
}

/**
 * The score of the user's own that a run was made with, under the name that the run knows it by; null where it has none. The
 * same content may have had another name when the user said yes, and its ending says whether it is TypeScript.
 */
export function scoreOf(database: Database, run: RunId): ScoreModule | null {
  const row = database
    .prepare<[string], ScoreModule>(
      `SELECT digest, json_extract(configuration_json, '$.model.attention.score') AS file, content
       FROM run JOIN score_module ON digest = score_module WHERE id = ?`,
    )
    .get(run)
  return row ?? null
}
