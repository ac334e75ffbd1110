import { quoteCsv } from '../shared/attention/csv.ts'
import type { Comparison } from '../shared/contract/comparison.ts'
import type { RunId } from '../shared/contract/runs.ts'
import { METRICS, type MetricName } from '../shared/metrics.ts'
import type { Spread } from '../shared/spread.ts'
import { oneLine } from '../shared/visible-text.ts'
import { type TableCell, latexTable, markdownTable } from '../shared/table-text.ts'

export const TABLE_FORMATS = ['markdown', 'latex', 'csv'] as const
export type TableFormat = (typeof TABLE_FORMATS)[number]

/** A metric of a group. */
export interface ReportCell {
  readonly spread: Spread
  /** How probable such a distance from the first row is by chance; null where that was not worked out. */
  readonly p: number | null
}

export interface ReportRow {
  readonly label: string
  readonly runs: readonly string[]
  readonly cells: readonly ReportCell[]
}

export interface Report {
  readonly metrics: readonly MetricName[]
  readonly rows: readonly ReportRow[]
  /** What the numbers depend on, in sentences. */
  readonly notes: readonly string[]
}

/** From which p on a difference has a mark. */
const MARKS = [
  { below: 0.01, marks: '**' },
  { below: 0.05, marks: '*' },
] as const
export const MARKS_NOTE = '* p < 0.05, ** p < 0.01 against the first row'

/**
 * The p of each row, which are groups of runs, in the order of the rows; null for the first. Some runs of a group may be left
 * out of a comparison, which then names it by another run. Null where nothing of the first row was compared.
 */
export function marksOf(
  rows: readonly (readonly RunId[])[],
  { runs }: Pick<Comparison, 'runs'>,
): (number | null)[] | null {
  const of = rows.map((members) => runs.find(({ run }) => members.includes(run)))
  return of[0] && of[0] === runs[0] ? of.map((one) => one?.difference?.p ?? null) : null
}

/** The table as a text that goes into a paper, a note or another program. */
export function reportText({ metrics, rows, notes }: Report, format: TableFormat): string {
  if (format === 'csv') return csv({ metrics, rows, notes })
  const best = metrics.map((metric, column) =>
    bestOf(
      metric,
      rows.map(({ cells }) => cells[column]?.spread.mean ?? NaN),
    ),
  )
  const grouped = rows.some(({ runs }) => runs.length > 1)
  const head = ['Model', ...metrics.map(headOf)]
  const body = rows.map(({ label, runs, cells }): TableCell[] => [
    grouped ? `${label} (n = ${runs.length})` : label,
    ...cells.map(({ spread, p }, column) => {
      const metric = metrics[column]
      if (!metric) return ''
      const marks = p === null ? '' : (MARKS.find(({ below }) => p < below)?.marks ?? '')
      const text = spreadText(metric, spread, runs.length)
      return { text, strong: rows.length > 1 && spread.mean === best[column], marks }
    }),
  ])
  return format === 'latex'
    ? `${latexTable(head, body)}${notes.map((note) => `% ${oneLine(note)}\n`).join('')}`
    : `${markdownTable(head, body)}${notes.map((note) => `\n${note.replaceAll('*', '\\*')}\n`).join('')}`
}

/** NaN where no value is better than another. */
function bestOf(metric: MetricName, values: readonly number[]): number {
  const finite = values.filter(Number.isFinite)
  const { better } = METRICS[metric]
  if (finite.length === 0 || better === 'neither') return NaN
  return better === 'higher' ? Math.max(...finite) : Math.min(...finite)
}

function headOf(metric: MetricName): string {
  const { title, unit } = METRICS[metric]
  return unit === 'ratio' ? `${title} (%)` : title
}

/** Says of how many runs it is, where not all of the row have a value. */
function spreadText(metric: MetricName, { n, mean, deviation }: Spread, runs: number): string {
  if (n === 0) return '–'
  const few = n < runs ? ` (n = ${n})` : ''
  return `${written(metric, mean)}${Number.isNaN(deviation) ? '' : ` ± ${written(metric, deviation)}`}${few}`
}

/** As papers have it: shares in percent, the sign of the column's head left out. */
function written(metric: MetricName, value: number): string {
  const { unit } = METRICS[metric]
  if (unit === 'ratio') return (100 * value).toFixed(1)
  return value.toFixed(unit === 'points' || unit === 'seconds' || unit === 'tokens/s' ? 1 : 3)
}

/** Full numbers, a column each. */
function csv({ metrics, rows }: Report): string {
  const number = (value: number | null) => (value === null || Number.isNaN(value) ? '' : String(value))
  const head = ['model', 'runs', ...metrics.flatMap((name) => [name, `${name} deviation`, `${name} p`, `${name} n`])]
  const lines = rows.map(({ label, runs, cells }) => [
    ...[label, String(runs.length)],
    ...cells.flatMap(({ spread, p }) => [spread.mean, spread.deviation, p, spread.n].map(number)),
  ])
  return [head, ...lines].map((cells) => `${cells.map(quoteCsv).join(',')}\n`).join('')
}
