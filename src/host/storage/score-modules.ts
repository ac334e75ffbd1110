import type { RunId } from '../../shared/contract/runs.ts'
import type { NamedScore, ScoreModule } from '../../shared/contract/scores.ts'
import { SaccadeError } from '../../shared/errors.ts'
import type { Database } from './database.ts'

// `trusted` is when the user said yes, 0 of what came in a bundle and was not asked about yet.

/** Keeps that the user said yes to this content, and the content itself: runs use it whatever becomes of the file. */
export function storeTrusted(database: Database, { digest, file, content }: ScoreModule, time: number): void {
  database
    .prepare(
      `INSERT INTO score_module (digest, file, content, trusted) VALUES (?, ?, ?, ?)
       ON CONFLICT (digest) DO UPDATE SET trusted = excluded.trusted WHERE trusted = 0`,
    )
    .run(digest, file, content, time)
}

export function isTrusted(database: Database, digest: string): boolean {
  return database.prepare('SELECT 1 FROM score_module WHERE digest = ? AND trusted > 0').get(digest) !== undefined
}

/**
 * The score of the user's own that a run was made with, under the name that the run knows it by; null where it has none. The
 * same content may have had another name when the user said yes, and its ending says whether it is TypeScript.
 */
export function storedScoreOf(database: Database, run: RunId): NamedScore | null {
  const row = database
    .prepare<[string], ScoreModule & { trusted: number }>(
      `SELECT digest, json_extract(configuration_json, '$.model.attention.score') AS file, content, trusted
       FROM run JOIN score_module ON digest = score_module WHERE id = ?`,
    )
    .get(run)
  return row ? { ...row, trusted: row.trusted > 0 } : null
}

/** The same to be run. @throws refused where the user has not said yes to it */
export function scoreOf(database: Database, run: RunId): ScoreModule | null {
  const stored = storedScoreOf(database, run)
  if (!stored) return null
  const { trusted, ...module } = stored
  if (trusted) return module
  throw new SaccadeError(
    'refused',
    `The score of run ${run} is code that came in a bundle, and you have not said yes to it`,
    {
      hint: {
        terminal: `Read it first: it can do whatever you can. \`saccade trust ${run}\` shows it and asks.`,
        window: 'Read it first: it can do whatever you can. The page of the run shows it and asks.',
      },
    },
  )
}
