import type { MetricColumn, RunId } from '../../shared/contract/runs.ts'
import { METRICS } from '../../shared/metrics.ts'
import type { Database } from './database.ts'

type Found = [place: number, step: number, value: number | null]

/** One value of a metric for each of many runs, in their order; one statement, however many they are. */
export function readColumn(
  database: Database,
  runs: readonly RunId[],
  { metric, at }: Pick<MetricColumn, 'metric' | 'at'>,
): Pick<MetricColumn, 'steps' | 'values'> {
  const steps = new Float64Array(runs.length).fill(NaN)
  const values = new Float64Array(runs.length).fill(NaN)
  const sql = at === 'best' ? bestSql(METRICS[metric].better) : NEWEST
  if (sql === null) return { steps, values }
  const until = typeof at === 'number' ? at : null
  const rows = database
    .prepare<{ runs: string; metric: string; until: number | null }, Found>(sql)
    .raw()
    .all({ runs: JSON.stringify(runs), metric, until })
  for (const [place, step, value] of rows) {
    steps[place] = step
    values[place] = value ?? NaN
  }
  return { steps, values }
}

// Of a run that has not come to the step there is no value of that step, only of an earlier one. How far it has come its
// last checkpoint says, or what it has logged since then.
const NEWEST = `
  WITH wanted AS MATERIALIZED (SELECT key AS place, value AS run FROM json_each(@runs)),
    of AS MATERIALIZED (SELECT id FROM metric_name WHERE name = @metric)
  SELECT place, metric.step, metric.value
  FROM wanted JOIN run ON run.id = wanted.run AND (@until IS NULL OR run.step >= @until OR @until <= (
      SELECT max((SELECT max(step) FROM metric WHERE run = wanted.run AND metric = metric_name.id)) FROM metric_name))
    JOIN of JOIN metric ON metric.run = wanted.run AND metric.metric = of.id AND metric.step = (
      SELECT max(step) FROM metric WHERE run = wanted.run AND metric = of.id AND (@until IS NULL OR step <= @until))`

/** Of equals the latest, as the best checkpoint is chosen. NaN, stored as NULL, is neither lowest nor highest. */
function bestSql(better: 'lower' | 'higher' | 'neither'): string | null {
  if (better === 'neither') return null
  return `
    WITH wanted AS MATERIALIZED (SELECT key AS place, value AS run FROM json_each(@runs)),
      of AS MATERIALIZED (SELECT id FROM metric_name WHERE name = @metric),
      best AS MATERIALIZED (
        SELECT place, wanted.run, of.id, ${better === 'lower' ? 'min' : 'max'}(metric.value) AS value
        FROM wanted JOIN of JOIN evaluation ON evaluation.run = wanted.run
          JOIN metric ON metric.run = wanted.run AND metric.metric = of.id AND metric.step = evaluation.step
        WHERE metric.value IS NOT NULL AND @until IS NULL
        GROUP BY place)
    SELECT place, (
      SELECT evaluation.step FROM evaluation
        JOIN metric ON metric.run = best.run AND metric.metric = best.id AND metric.step = evaluation.step
      WHERE evaluation.run = best.run AND metric.value = best.value
      ORDER BY evaluation.step DESC LIMIT 1), value
    FROM best`
}
