import type { RunId } from '../../shared/contract/runs.ts'
import { type Database, prepared } from './sqlite.ts'

/**
 * Rows of a curve that make a part; what a curve has after its last part is read from the rows. So many parts in a row
 * become one large part, since reading costs by the part and hardly by the point.
 */
export const PART_ROWS = 128
const MERGED_PARTS = 32

/** A stretch of a curve: steps ascending, NaN and infinity as they were logged. */
export interface Stretch {
  readonly steps: Float64Array
  readonly values: Float64Array
}

/** Of a float64. */
const BYTES = 8

type StepRow = readonly [step: number, value: number | null]
type PartRow = readonly [last: number, first: number, spaced: number, points: Uint8Array]

/** Makes those parts of a curve anew that hold one of `steps`, which ascend, in the transaction that wrote these rows. */
export function renewParts(database: Database, run: RunId, metric: number, steps: readonly number[]): void {
  const owner = prepared<[RunId, number, number], number>(
    database,
    'SELECT last FROM curve_part WHERE run = ? AND metric = ? AND last >= ? ORDER BY last LIMIT 1',
  ).pluck()
  let renewed = -1
  for (const step of steps) {
    if (step <= renewed) continue
    const last = owner.get(run, metric, step)
    if (last === undefined) return
    renewed = last
    const before = lastPart(database, run, metric, last)
    putPart(database, run, metric, readRows(database, run, metric, before + 1, last))
  }
}

/** Makes parts of the rows after the last part, as many as fill one. Says how many rows are left over. */
export function appendParts(database: Database, run: RunId, metric: number): number {
  const { steps, values } = readRows(database, run, metric, lastPart(database, run, metric) + 1)
  let start = 0
  while (start + PART_ROWS <= steps.length) {
    const large = PART_ROWS * MERGED_PARTS
    const end = start + (start + large <= steps.length ? large : PART_ROWS)
    putPart(database, run, metric, { steps: steps.slice(start, end), values: values.slice(start, end) })
    start = end
  }
  if (start > 0) mergeParts(database, run, metric)
  return steps.length - start
}

/** Makes one part of the last ones, where they are small and enough of them. */
function mergeParts(database: Database, run: RunId, metric: number): void {
  const newest = prepared<[RunId, number, number], [last: number, bytes: number]>(
    database,
    'SELECT last, length(points) FROM curve_part WHERE run = ? AND metric = ? ORDER BY last DESC LIMIT ?',
  )
  const small = newest.raw().all(run, metric, MERGED_PARTS)
  if (small.length < MERGED_PARTS || small.some(([, bytes]) => bytes >= PART_ROWS * MERGED_PARTS * BYTES)) return
  const first = small.at(-1)?.[0] ?? 0
  const merged = join(partsFrom(database, run, metric, first))
  prepared(database, 'DELETE FROM curve_part WHERE run = ? AND metric = ? AND last >= ?').run(run, metric, first)
  putPart(database, run, metric, merged)
}

/** Makes parts of all rows of a run that has ended, so that nothing of it is left to read row by row. */
export function finishParts(database: Database, run: RunId): void {
  const metrics = prepared<[RunId], number>(
    database,
    'SELECT id FROM metric_name WHERE EXISTS (SELECT 1 FROM metric WHERE run = ? AND metric = metric_name.id)',
  )
  for (const metric of metrics.pluck().all(run)) {
    if (appendParts(database, run, metric) === 0) continue
    putPart(database, run, metric, readRows(database, run, metric, lastPart(database, run, metric) + 1))
  }
}

/** Makes the parts of all curves anew. */
export function packCurves(database: Database, tell: (what: string) => void): void {
  database.exec('DELETE FROM curve_part')
  const runs = database.prepare<[], RunId>('SELECT id FROM run ORDER BY id').pluck().all()
  runs.forEach((run, index) => {
    tell(`curves of run ${index + 1} of ${runs.length}`)
    finishParts(database, run)
  })
}

/** False in a history from before there were parts. */
export function hasParts(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'curve_part'").get() !== undefined
}

/** A whole curve: its parts, and the rows after them. */
export function readCurve(database: Database, run: RunId, metric: number): Stretch {
  const parts = partsFrom(database, run, metric)
  return join(parts, readRows(database, run, metric, (parts.at(-1)?.[0] ?? -1) + 1))
}

/** How many points a curve has, by the sizes of its parts: none of them is read. */
export function curveLength(database: Database, run: RunId, metric: number): number {
  const inParts = prepared<[RunId, number], number>(
    database,
    `SELECT coalesce(sum(length(points) / iif(spaced, ${BYTES}, ${2 * BYTES})), 0) FROM curve_part WHERE run = ? AND metric = ?`,
  ).pluck()
  const after = prepared<[RunId, number, number], number>(
    database,
    'SELECT count(*) FROM metric WHERE run = ? AND metric = ? AND step > ?',
  ).pluck()
  return (inParts.get(run, metric) ?? 0) + (after.get(run, metric, lastPart(database, run, metric)) ?? 0)
}

function partsFrom(database: Database, run: RunId, metric: number, last = 0): PartRow[] {
  return prepared<[RunId, number, number], PartRow>(
    database,
    'SELECT last, first, spaced, points FROM curve_part WHERE run = ? AND metric = ? AND last >= ? ORDER BY last',
  )
    .raw()
    .all(run, metric, last)
}

const NOTHING: Stretch = { steps: new Float64Array(0), values: new Float64Array(0) }

/** Parts one after another, and what comes after them. */
function join(parts: readonly PartRow[], tail: Stretch = NOTHING): Stretch {
  const lengths = parts.map(([, , spaced, points]) => points.byteLength / (spaced ? BYTES : 2 * BYTES))
  const count = lengths.reduce((sum, length) => sum + length, tail.steps.length)
  const [steps, values] = [new Float64Array(count), new Float64Array(count)]
  const [stepBytes, valueBytes] = [new Uint8Array(steps.buffer), new Uint8Array(values.buffer)]
  let at = 0
  parts.forEach(([last, first, spaced, points], index) => {
    const length = lengths[index] ?? 0
    if (spaced) {
      const stride = length > 1 ? (last - first) / (length - 1) : 0
      for (let i = 0; i < length; i++) steps[at + i] = first + i * stride
    } else stepBytes.set(points.subarray(0, length * BYTES), at * BYTES)
    valueBytes.set(spaced ? points : points.subarray(length * BYTES), at * BYTES)
    at += length
  })
  steps.set(tail.steps, at)
  values.set(tail.values, at)
  return { steps, values }
}

/** From the rows alone. */
export function readRows(
  database: Database,
  run: RunId,
  metric: number,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
): Stretch {
  const rows = prepared<[RunId, number, number, number], StepRow>(
    database,
    'SELECT step, value FROM metric WHERE run = ? AND metric = ? AND step BETWEEN ? AND ? ORDER BY step',
  )
    .raw()
    .all(run, metric, from, to)
  const steps = new Float64Array(rows.length)
  const values = new Float64Array(rows.length)
  rows.forEach(([step, value], index) => {
    steps[index] = step
    values[index] = value ?? NaN
  })
  return { steps, values }
}

/** The last step of the last part, or of the last one before `below`; -1 where there is none. */
function lastPart(database: Database, run: RunId, metric: number, below = Number.MAX_SAFE_INTEGER): number {
  return (
    prepared<[RunId, number, number], number | null>(
      database,
      'SELECT max(last) FROM curve_part WHERE run = ? AND metric = ? AND last < ?',
    )
      .pluck()
      .get(run, metric, below) ?? -1
  )
}

function putPart(database: Database, run: RunId, metric: number, { steps, values }: Stretch): void {
  const [first = 0, last = 0] = [steps[0], steps.at(-1)]
  const spaced = isSpaced(steps)
  const points = spaced ? values : Float64Array.of(...steps, ...values)
  const sql = 'INSERT OR REPLACE INTO curve_part (run, metric, last, first, points, spaced) VALUES (?, ?, ?, ?, ?, ?)'
  prepared(database, sql).run(
    run,
    metric,
    last,
    first,
    new Uint8Array(points.buffer, points.byteOffset, points.byteLength),
    Number(spaced),
  )
}

function isSpaced(steps: Float64Array): boolean {
  const stride = (steps[1] ?? 0) - (steps[0] ?? 0)
  for (let i = 1; i < steps.length; i++) if ((steps[i] ?? 0) - (steps[i - 1] ?? 0) !== stride) return false
  return true
}
