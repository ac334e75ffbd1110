import type { RunSummary } from '../../shared/contract/runs.ts'
import { csvCell } from '../ui/csv.ts'
import type { CellValue, Column } from './column.ts'
import type { Asked } from './rows.ts'

/** The table as it is shown, with full values where it shows short ones; times as ISO 8601. */
export function tableRecords(
  runs: readonly RunSummary[],
  columns: readonly Column[],
  asked: Asked,
): Record<string, CellValue>[] {
  return runs.map((run) => ({
    run: run.run,
    name: run.name,
    ...Object.fromEntries(columns.map((column) => [column.id, exported(run, column, asked)])),
  }))
}

function exported(run: RunSummary, column: Column, asked: Asked): CellValue {
  const value = column.value(run, (wanted) => asked(run, wanted))
  if (column.id === 'state') return run.state
  if ((column.id === 'created' || column.id === 'updated') && typeof value === 'number')
    return new Date(value).toISOString()
  // JSON has no NaN and no infinity.
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
}

/** RFC 4180: a record a line, what needs it in quotes. */
export function toCsv(records: readonly Record<string, CellValue>[]): string {
  const [first] = records
  if (!first) return ''
  const names = Object.keys(first)
  const line = (cells: readonly CellValue[]) => cells.map((cell) => csvCell(cell)).join(',')
  return (
    [line(names), ...records.map((record) => line(names.map((name) => record[name] ?? null)))].join('\r\n') + '\r\n'
  )
}
