import type { MetricSeries } from '../../shared/contract/runs.ts'
import type { MetricValues } from '../../shared/contract/trainer.ts'
import { SaccadeError } from '../../shared/errors.ts'
import { METRIC_NAMES, type MetricName, isMetricName } from '../../shared/metrics.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { checkOneForm } from '../one-form.ts'
import { findRun } from '../find-run.ts'
import { print, printJson } from '../output.ts'
import { createReadableParts } from '../readable-parts.ts'

export interface MetricsOptions extends CommonOptions {
  readonly metric?: readonly string[]
  readonly format: 'csv' | 'json'
}

/** `saccade metrics RUN`: every value that was logged, a line a step. */
export async function metrics(text: string, options: MetricsOptions, given: readonly string[]): Promise<number> {
  if (options.format !== 'json') checkOneForm(given, { json: options.json, flags: ['--format'] })
  const names = (options.metric ?? []).map(checkName)
  return withReadingHost(options, async (host) => {
    const { run } = await findRun(host.runs, text)
    const parts = createReadableParts()
    const read = (metrics: MetricName[]) => host.runs.metrics({ runs: [run], metrics, points: 0 })
    const series = await read(names).catch(async () => {
      // One by one: a damaged curve leaves the others.
      const whole: MetricSeries[] = []
      for (const name of names.length > 0 ? names : METRIC_NAMES) {
        whole.push(...(await parts.read(`the curve of ${name}`, read([name]), [])))
      }
      return whole
    })
    const rows = toRows(series)
    if (options.json || options.format === 'json') printJson(rows)
    else printCsv(rows, names.length > 0 ? names : series.map(({ metric }) => metric))
    parts.end()
  })
}

interface Row {
  readonly step: number
  readonly metrics: MetricValues
}

/** Steps ascending, each with what was logged at it. */
export function toRows(series: readonly MetricSeries[]): Row[] {
  const rows = new Map<number, MetricValues>()
  for (const { metric, steps, values } of series) {
    steps.forEach((step, index) => {
      const row = rows.get(step) ?? {}
      row[metric] = values[index] ?? NaN
      rows.set(step, row)
    })
  }
  return Array.from(rows, ([step, values]) => ({ step, metrics: values })).sort((a, b) => a.step - b.step)
}

function printCsv(rows: readonly Row[], columns: readonly MetricName[]): void {
  print(['step', ...columns].join(','))
  for (const { step, metrics: values } of rows) print([step, ...columns.map((name) => values[name] ?? '')].join(','))
}

export function checkName(name: string): MetricName {
  if (isMetricName(name)) return name
  throw new SaccadeError('bad-usage', `There is no metric “${name}”`, {
    hint: `The metrics are ${METRIC_NAMES.join(', ')}.`,
  })
}
