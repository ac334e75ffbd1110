import type { Alignment, WatchedSentence } from '../../shared/contract/attention.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { type Database, prepared } from './sqlite.ts'
import { parseStored } from './stored-json.ts'

const WHAT = 'A watched sentence'

interface Row {
  sentence: number
  source_json: string
  reference_json: string
  alignment_json: string | null
}

const UPSERT = `INSERT INTO watched (run, sentence, source_json, reference_json, alignment_json) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET source_json = excluded.source_json, reference_json = excluded.reference_json,
  alignment_json = excluded.alignment_json`

/** A resumed run reports its sentences again; an upsert keeps the snapshots that refer to them. */
export function putWatched(database: Database, run: RunId, sentences: readonly WatchedSentence[]): void {
  const put = database.prepare(UPSERT)
  for (const { index, source, reference, alignment } of sentences) {
    put.run(run, index, JSON.stringify(source), JSON.stringify(reference), alignment && JSON.stringify(alignment))
  }
}

export function listWatched(database: Database, run: RunId): WatchedSentence[] {
  return prepared<[string], Row>(
    database,
    'SELECT sentence, source_json, reference_json, alignment_json FROM watched WHERE run = ? ORDER BY sentence',
  )
    .all(run)
    .map((row) => ({
      index: row.sentence,
      source: parseStored(row.source_json, WHAT) as string[],
      reference: parseStored(row.reference_json, WHAT) as string[],
      alignment: row.alignment_json === null ? null : (parseStored(row.alignment_json, WHAT) as Alignment),
    }))
}
