// What is stored of a run, a page at a time, so that no more of it than that is in memory.
import path from 'node:path'
import type { LogLine, RunId } from '../../shared/contract/runs.ts'
import { type Database, openFile } from './sqlite.ts'

const ROWS = 1000

/** A part of a curve. */
export interface MetricStretch {
  readonly metric: string
  readonly steps: readonly number[]
  readonly values: readonly number[] // NaN and infinity as they were logged
}

/** The history as it is now, whatever is written meanwhile. To be closed. */
export function openStill(database: Database): { readonly still: Database; close(): void } {
  // In memory, or read where nothing can be written: nobody writes to it.
  if (!path.isAbsolute(database.name)) return { still: database, close: () => undefined }
  const still = openFile(database.name, { readonly: true })
  still.exec('BEGIN')
  still.prepare('SELECT count(*) FROM metric_name').get() // the view of it begins with the first look
  return { still, close: () => void still.close() }
}

export function* metricStretches(database: Database, run: RunId): Generator<MetricStretch> {
  const names = database.prepare<[], { id: number; name: string }>('SELECT id, name FROM metric_name ORDER BY name')
  const page = database
    .prepare<[RunId, number, number, number], [number, number | null]>(
      'SELECT step, value FROM metric WHERE run = ? AND metric = ? AND step > ? ORDER BY step LIMIT ?',
    )
    .raw()
  for (const { id, name } of names.all()) {
    for (let last = -1; ;) {
      const rows = page.all(run, id, last, ROWS)
      if (rows.length === 0) break
      last = rows.at(-1)?.[0] ?? last
      yield { metric: name, steps: rows.map(([step]) => step), values: rows.map(([, value]) => value ?? NaN) }
    }
  }
}

/** Oldest first. */
export function* logLines(database: Database, run: RunId): Generator<LogLine> {
  const page = database.prepare<[RunId, number, number], LogLine & { id: number }>(
    'SELECT id, time, level, text FROM log WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
  )
  for (let last = -1; ;) {
    const rows = page.all(run, last, ROWS)
    if (rows.length === 0) return
    last = rows.at(-1)?.id ?? last
    for (const { time, level, text } of rows) yield { time, level, text }
  }
}

/** Of what was kept of which sentence at which step, in that order. */
export function snapshotPlaces(database: Database, run: RunId): { readonly step: number; readonly sentence: number }[] {
  return database
    .prepare<[RunId], { step: number; sentence: number }>(
      'SELECT step, sentence FROM snapshot WHERE run = ? ORDER BY step, sentence',
    )
    .all(run)
}
