import zlib from 'node:zlib'
import type { AttentionMap, DecodingMode } from '../../shared/contract/attention.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import type { SnapshotRecord } from '../../shared/contract/recorder.ts'
import { type Database, prepared } from './sqlite.ts'
import { parseStored } from './stored-json.ts'
import { packWeights, unpackWeights } from './weights.ts'

const WHAT = 'An attention map'

interface AttentionRow {
  mode: DecodingMode
  source_json: string
  target_json: string
  layers: number
  heads: number
  weights: Uint8Array
  centres: Uint8Array | null
  reach: number | null
  outside: Uint8Array | null
}

/** Teacher-forced first. */
const OF_SNAPSHOT = `SELECT mode, source_json, target_json, layers, heads, weights, centres, reach, outside FROM attention
  WHERE run = ? AND sentence = ? AND step = ? ORDER BY mode DESC`

export interface StoredSnapshot {
  readonly step: number
  readonly text: string
  readonly maps: readonly AttentionMap[]
}

/** Stores what was kept of the watched sentences at a step, in one transaction; it replaces an older copy of that step. */
export function putSnapshot(database: Database, run: RunId, { step, sentences }: SnapshotRecord): void {
  // Replacing the row of a sentence takes its old maps along, by the foreign key.
  const drop = database.prepare('DELETE FROM snapshot WHERE run = ? AND sentence = ? AND step = ?')
  const put = database.prepare('INSERT INTO snapshot (run, sentence, step, text) VALUES (?, ?, ?, ?)')
  const putMap = database.prepare(
    `INSERT INTO attention (run, sentence, step, mode, source_json, target_json, layers, heads, weights, centres, reach, outside)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  database.transaction(() => {
    for (const { index, text, maps } of sentences) {
      drop.run(run, index, step)
      put.run(run, index, step, text)
      for (const map of maps) {
        const tokens = [JSON.stringify(map.source), JSON.stringify(map.target)]
        const window = windowColumns(map)
        putMap.run(run, index, step, map.mode, ...tokens, map.layers, map.heads, packWeights(map.weights), ...window)
      }
    }
  })()
}

/** centres, reach, outside */
function windowColumns({ window }: AttentionMap) {
  if (!window) return [null, null, null]
  return [packWeights(window.centres), window.reach, window.outside ? packWeights(window.outside) : null]
}

/** Steps at which something was kept, ascending. */
export function snapshotSteps(database: Database, run: RunId): number[] {
  return prepared<[string], number>(database, 'SELECT DISTINCT step FROM snapshot WHERE run = ? ORDER BY step')
    .pluck()
    .all(run)
}

/** The latest kept state of a sentence that is not after `step`. */
export function findSnapshot(database: Database, run: RunId, sentence: number, step: number): StoredSnapshot | null {
  const found = database
    .prepare<[string, number, number], { step: number; text: string }>(
      'SELECT step, text FROM snapshot WHERE run = ? AND sentence = ? AND step <= ? ORDER BY step DESC LIMIT 1',
    )
    .get(run, sentence, step)
  if (!found) return null
  const maps = database
    .prepare<[string, number, number], AttentionRow>(OF_SNAPSHOT)
    .all(run, sentence, found.step)
    .map(toMap)
  return { ...found, maps }
}

/** A map as it is stored. */
export interface PackedMap {
  /** The same for a map that was not stored anew with other weights. */
  readonly key: string
  readonly mode: DecodingMode
  readonly layers: number
  readonly heads: number
  /** @throws storage where it is damaged */
  unpack(): AttentionMap
}

/** What was kept of a sentence at just this step, its maps still packed; null where nothing was. */
export function packedSnapshot(
  database: Database,
  run: RunId,
  sentence: number,
  step: number,
): { readonly text: string; readonly maps: readonly PackedMap[] } | null {
  const key = [run, sentence, step] as const
  const text = prepared<[string, number, number], string>(
    database,
    'SELECT text FROM snapshot WHERE run = ? AND sentence = ? AND step = ?',
  )
    .pluck()
    .get(...key)
  if (text === undefined) return null
  const rows = prepared<[string, number, number], AttentionRow>(database, OF_SNAPSHOT).all(...key)
  return {
    text,
    maps: rows.map((row) => ({
      key: [...key, row.mode, row.weights.length, zlib.crc32(row.weights)].join(' '),
      mode: row.mode,
      layers: row.layers,
      heads: row.heads,
      unpack: () => toMap(row),
    })),
  }
}

function toMap(row: AttentionRow): AttentionMap {
  const source = parseStored(row.source_json, WHAT) as string[]
  const target = parseStored(row.target_json, WHAT) as string[]
  const weights = unpackWeights(row.weights, row.layers * row.heads * target.length * source.length)
  const map = { mode: row.mode, source, target, layers: row.layers, heads: row.heads, weights }
  if (row.centres === null || row.reach === null) return map
  const centres = unpackWeights(row.centres, row.layers * target.length)
  const outside = row.outside && unpackWeights(row.outside, row.layers * row.heads * target.length)
  return { ...map, window: { centres, reach: row.reach, ...(outside && { outside }) } }
}
