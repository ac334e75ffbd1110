import { METRICS, type MetricName } from '../../../../shared/metrics.ts'
import { metricDifference, metricValue, percent } from '../../../ui/format.ts'
import { latexTable, markdownTable } from '../../../../shared/table-text.ts'
import { tsvCell } from '../../../ui/csv.ts'
import type { DifferenceKind } from './options.ts'
import type { ValueCell, ValueOf, ValueRow } from './value-rows.ts'

/** A column of the table: a metric at the cursor, or at its best. */
export interface ValueColumn {
  readonly metric: MetricName
  readonly of: ValueOf
}

/** How the whole table is written for elsewhere. */
export const TABLE_FORMS = { tsv: 'For a spreadsheet (TSV)', markdown: 'Markdown', latex: 'LaTeX' } as const
export type TableForm = keyof typeof TABLE_FORMS

/** A value that is not finite is shown where it is a single one; where there is none, nothing is. */
export function valueText(metric: MetricName, { value, step }: ValueCell): string {
  return metricValue(metric, Number.isNaN(value) && Number.isNaN(step) ? undefined : value)
}

/** The difference from the baseline; empty where there is none to tell. */
export function differenceText(metric: MetricName, { value, difference }: ValueCell, kind: DifferenceKind): string {
  if (kind === 'none' || Number.isNaN(difference)) return ''
  if (kind === 'absolute') return metricDifference(metric, difference)
  const base = Math.abs(value - difference)
  if (base === 0 || !Number.isFinite(base)) return ''
  const share = difference / base
  return `${share < 0 ? '−' : share > 0 ? '+' : '±'}${percent(Math.abs(share))}`
}

/** Mean and standard deviation of a group, or a run's value. */
function spreadText(metric: MetricName, cell: ValueCell): string {
  const deviation = Number.isNaN(cell.deviation) ? '' : ` ± ${metricValue(metric, cell.deviation)}`
  return `${valueText(metric, cell)}${deviation}`
}

const columnTitle = ({ metric, of }: ValueColumn) =>
  `${METRICS[metric].title} (${of === 'best' ? 'best' : 'at the cursor'})`

/** The table as text: TSV with full numbers, the others as they are shown. */
export function tableText(
  rows: readonly ValueRow[],
  columns: readonly ValueColumn[],
  form: TableForm,
  differences: DifferenceKind,
): string {
  if (form === 'tsv') return tsv(rows, columns)
  const head = ['Run', ...columns.map(columnTitle)]
  const body = rows.map((row) => [
    row.runs.length > 1 ? `${row.label} (n = ${row.runs.length})` : row.label,
    ...columns.map(({ metric, of }) => {
      const cell = row.cell(metric, of)
      const difference = differenceText(metric, cell, differences)
      return `${spreadText(metric, cell)}${difference && ` (${difference})`}`
    }),
  ])
  return form === 'markdown' ? markdownTable(head, body) : latexTable(head, body)
}

/** Beside each value how far it spreads and lies from the baseline, as far as any row says that. */
function tsv(rows: readonly ValueRow[], columns: readonly ValueColumn[]): string {
  const parts = columns.flatMap((column) => {
    const cellOf = (row: ValueRow) => row.cell(column.metric, column.of)
    const title = columnTitle(column)
    const all = [
      { title, read: (row: ValueRow) => cellOf(row).value },
      { title: `${title}: standard deviation`, read: (row: ValueRow) => cellOf(row).deviation },
      { title: `${title}: difference`, read: (row: ValueRow) => cellOf(row).difference },
    ]
    return all.filter(({ read }, i) => i === 0 || rows.some((row) => !Number.isNaN(read(row))))
  })
  const number = (value: number) => (Number.isNaN(value) ? '' : String(value))
  const lines = [
    ['Run', 'Runs', ...parts.map(({ title }) => title)],
    ...rows.map((row) => [row.label, String(row.runs.length), ...parts.map(({ read }) => number(read(row)))]),
  ]
  return lines.map((cells) => `${cells.map(tsvCell).join('\t')}\n`).join('')
}
