import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { type PairOutputs, type ValidationPair, validationPairSchema } from '../../shared/outputs/pair-outputs.ts'
import { DAMAGED_HINT } from '../../shared/system-errors.ts'
import { packJson, packWithin, unpackJson, unpackOutputs } from './packed-outputs.ts'
import { type Database, prepared } from './sqlite.ts'
import { parseStored } from './stored-json.ts'

/** The validation pairs that a run evaluates, and how many there are in all. */
export interface PairList {
  readonly pairs: readonly ValidationPair[]
  readonly among: number
}

/** The same, as it is stored. */
export interface PackedPairs {
  readonly digest: string
  readonly content: Uint8Array
  /** How many it holds. */
  readonly count: number
}

/** What is kept of one checkpoint. */
export interface KeptOutputs {
  readonly run: RunId
  readonly step: number
  readonly list: string
  readonly pairs: number
  /** Of the last pairs, for which there was no room. */
  readonly leftOut: number
  readonly bytes: number
}

const WHAT = 'A list of validation pairs'
const listSchema = z.strictObject({ pairs: z.array(validationPairSchema), among: z.int().min(0) })

/** @param json the list as a text that is to be kept just so */
export function packPairs(list: PairList, json = JSON.stringify(list)): PackedPairs {
  const digest = createHash('sha256').update(json).digest('hex')
  return { digest, content: packJson(json), count: list.pairs.length }
}

/**
 * Keeps what a checkpoint says of the pairs, as much as has room in `most` bytes, in place of what was kept of that step.
 * Lists of pairs are stored once for all runs. Call it in a transaction.
 */
export function putOutputs(
  database: Database,
  { run, step }: { run: RunId; step: number },
  { list, outputs, most }: { list: PackedPairs; outputs: PairOutputs; most: number },
): void {
  const { content, rows } = packWithin(outputs, most)
  // What is replaced goes first: it may have been the last of its list.
  prepared(database, 'DELETE FROM output WHERE run = ? AND step = ?').run(run, step)
  const putList = 'INSERT INTO pair_list (digest, content) VALUES (?, ?) ON CONFLICT DO NOTHING'
  prepared(database, putList).run(list.digest, list.content)
  const put = 'INSERT INTO output (run, step, pair_list, pairs, left_out, content) VALUES (?, ?, ?, ?, ?, ?)'
  prepared(database, put).run(run, step, list.digest, rows, list.count - rows, content)
}

/** Forgets what was kept of a run but of its checkpoints and of its newest evaluation. */
export function forgetOldOutputs(database: Database, run: RunId): void {
  prepared(
    database,
    `DELETE FROM output WHERE run = @run AND step < (SELECT max(step) FROM output WHERE run = @run)
     AND step NOT IN (SELECT step FROM checkpoint WHERE run = @run)`,
  ).run({ run })
}

const KEPT = `SELECT run, step, pair_list AS list, pairs, left_out AS leftOut, length(content) AS bytes FROM output`

/** Ascending by step. */
export function listOutputs(database: Database, run: RunId): KeptOutputs[] {
  return prepared<[string], KeptOutputs>(database, `${KEPT} WHERE run = ? ORDER BY step`).all(run)
}

export function findOutputs(database: Database, run: RunId, step: number): KeptOutputs | null {
  return prepared<[string, number], KeptOutputs>(database, `${KEPT} WHERE run = ? AND step = ?`).get(run, step) ?? null
}

/** @throws storage, not-found where nothing is kept of that step */
export function readOutputs(database: Database, { run, step }: { run: RunId; step: number }): PairOutputs {
  const sql = 'SELECT content FROM output WHERE run = ? AND step = ?'
  const content = prepared<[string, number], Uint8Array>(database, sql).pluck().get(run, step)
  if (content) return unpackOutputs(content)
  throw new SaccadeError('not-found', `No outputs of step ${step} of run ${run} are kept`)
}

/** @throws storage */
export function readPairList(database: Database, digest: string): PairList {
  const list = parsePairList(parseStored(readPairListText(database, digest), WHAT))
  if (list) return list
  throw damagedList()
}

/** The same as JSON, whose digest it is stored by. @throws storage */
export function readPairListText(database: Database, digest: string): string {
  const sql = 'SELECT content FROM pair_list WHERE digest = ?'
  const content = prepared<[string], Uint8Array>(database, sql).pluck().get(digest)
  if (content) return unpackJson(content)
  throw damagedList()
}

/** Null where it is none. */
export function parsePairList(value: unknown): PairList | null {
  return listSchema.safeParse(value).data ?? null
}

function damagedList(): SaccadeError {
  return new SaccadeError('storage', `${WHAT} is damaged in the history`, { hint: DAMAGED_HINT })
}
