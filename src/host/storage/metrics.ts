import type { RunId } from '../../shared/contract/runs.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { type MetricName, isMetricName } from '../../shared/metrics.ts'
import { isDamage } from '../../shared/system-errors.ts'
import { PART_ROWS, type Stretch, appendParts, curveLength, readCurve, readRows, renewParts } from './curve-parts.ts'
import { type Database, prepared } from './sqlite.ts'

export interface MetricRow {
  readonly step: number
  readonly metrics: MetricValues
}

/**
 * How many rows each curve has after its last part, as far as this process has counted: a curve's rows are looked at
 * only when they may fill a part. Rows counted twice, or rolled back, cost a look in vain.
 */
const counted = new WeakMap<Database, Map<string, number>>()

/** Stores rows, ascending, in one transaction. A step that is stored already (trained once more after a resume) is replaced. */
export function insertMetrics(database: Database, run: RunId, rows: readonly MetricRow[]): void {
  const insert = prepared(database, 'INSERT OR REPLACE INTO metric (run, metric, step, value) VALUES (?, ?, ?, ?)')
  const curves = new Map<string, { steps: number[]; values: number[] }>()
  for (const { step, metrics } of rows) {
    for (const [name, value] of Object.entries(metrics)) {
      let curve = curves.get(name)
      if (curve === undefined) curves.set(name, (curve = { steps: [], values: [] }))
      curve.steps.push(step)
      curve.values.push(value)
    }
  }
  forgetLatest(database, run)
  database.transaction(() => {
    // Curve by curve, as the table is ordered.
    for (const [name, { steps, values }] of curves) {
      const id = metricId(database, name)
      steps.forEach((step, i) => insert.run(run, id, step, storedValue(values[i])))
      keepPartsOf(database, run, id, steps)
    }
  })()
}

/** SQLite keeps NaN as NULL. */
const storedValue = (value = NaN) => (Number.isNaN(value) ? null : value)

function keepPartsOf(database: Database, run: RunId, metric: number, steps: readonly number[]): void {
  let counts = counted.get(database)
  if (!counts) counted.set(database, (counts = new Map<string, number>()))
  const key = `${run}/${metric}`
  renewParts(database, run, metric, steps)
  const count = (counts.get(key) ?? PART_ROWS) + steps.length
  counts.set(key, count < PART_ROWS ? count : appendParts(database, run, metric))
}

/** All points of a curve, ascending; NaN and infinity as they were logged. */
export function readSeries(database: Database, run: RunId, metric: MetricName): Stretch {
  const id = findMetric(database, metric)
  if (id === undefined) return { steps: new Float64Array(0), values: new Float64Array(0) }
  try {
    return readCurve(database, run, id)
  } catch (error) {
    if (!isDamage(error)) throw error
    return readRows(database, run, id) // the rows hold all of it, only slower
  }
}

/** How many points a curve has; costs nearly nothing, however many these are. */
export function seriesLength(database: Database, run: RunId, metric: MetricName): number {
  const id = findMetric(database, metric)
  if (id === undefined) return 0
  try {
    return curveLength(database, run, id)
  } catch (error) {
    if (!isDamage(error)) throw error
    return readRows(database, run, id).steps.length
  }
}

/** Metrics of which the run has at least one value. */
export function metricsOf(database: Database, run: RunId): MetricName[] {
  return database
    .prepare<[string], string>(
      'SELECT name FROM metric_name WHERE EXISTS (SELECT 1 FROM metric WHERE run = ? AND metric = metric_name.id) ORDER BY id',
    )
    .pluck()
    .all(run)
    .filter(isMetricName)
}

/** What is known of the newest values: a list of a thousand runs that are done needs no look at their curves. */
const newest = new WeakMap<Database, Map<RunId, MetricValues>>()

function newestOf(database: Database): Map<RunId, MetricValues> {
  if (database.readonly) return new Map() // somebody else may be writing
  let known = newest.get(database)
  if (!known) newest.set(database, (known = new Map<RunId, MetricValues>()))
  return known
}

/** To be said of a run whose curves are not any more what they were. */
export function forgetLatest(database: Database, run: RunId): void {
  newest.get(database)?.delete(run)
}

/** Makes a function that gives the newest value of each metric of a run; one for many runs saves most of the time. */
export function latestMetricsReader(database: Database): (run: RunId) => MetricValues {
  const known = newestOf(database)
  const read = newestReader(database)
  return (run) => {
    const found = known.get(run) ?? read(run)
    known.set(run, found)
    return found
  }
}

function newestReader(database: Database): (run: RunId) => MetricValues {
  const named = metricNames(database)
  if (named.length === 0) return () => ({})
  // One seek to the end of each metric's range: however long the curves are, this costs the same. All of a run in one
  // statement with one parameter is fifteen times as fast as a join, and six times as fast as naming it everywhere.
  const ends = named.map(
    ({ id }) => `(SELECT ${VALUE} FROM metric WHERE run = asked.run AND metric = ${id} ORDER BY step DESC LIMIT 1)`,
  )
  const sql = `SELECT ${ends.join(', ')} FROM (SELECT ? AS run) AS asked`
  const statement = database.prepare<[RunId], StoredValue[]>(sql).raw()
  return (run) => {
    const values: MetricValues = {}
    statement.get(run)?.forEach((value, i) => {
      const name = named[i]?.name
      if (name && value !== null) values[name] = value === 'nan' ? NaN : value
    })
    return values
  }
}

/** A value where NULL must say that there is none. */
const VALUE = "coalesce(value, 'nan')"
type StoredValue = number | 'nan' | null

function metricNames(database: Database): { id: number; name: MetricName }[] {
  return database
    .prepare<[], { id: number; name: string }>('SELECT id, name FROM metric_name ORDER BY id')
    .all()
    .flatMap(({ id, name }) => (isMetricName(name) ? [{ id, name }] : []))
}

/** Everything logged at one step. */
export function metricsAt(database: Database, run: RunId, step: number): MetricValues {
  const rows = database
    .prepare<[string, number], { name: string; value: number | null }>(
      'SELECT name, value FROM metric_name JOIN metric ON metric.run = ? AND metric = id AND step = ?',
    )
    .all(run, step)
  return valuesOf(rows)
}

function valuesOf(rows: readonly { name: string; value: number | null }[]): MetricValues {
  const values: MetricValues = {}
  for (const { name, value } of rows) if (isMetricName(name)) values[name] = value ?? NaN
  return values
}

function metricId(database: Database, name: string): number {
  const known = findMetric(database, name)
  if (known !== undefined) return known
  return Number(prepared(database, 'INSERT INTO metric_name (name) VALUES (?)').run(name).lastInsertRowid)
}

function findMetric(database: Database, name: string): number | undefined {
  return prepared<[string], number>(database, 'SELECT id FROM metric_name WHERE name = ?').pluck().get(name)
}
