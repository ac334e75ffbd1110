import type { RunId } from '../../../../shared/contract/runs.ts'
import { METRICS, type MetricName } from '../../../../shared/metrics.ts'
import { spreadOf } from '../../../../shared/spread.ts'
import type { RunColour } from '../../../ui/colours.ts'
import type { ValueSort } from './options.ts'

/** Which value of a metric: the newest at the cursor or before it, or the best one. */
export type ValueOf = 'cursor' | 'best'

/** A value as it was logged; both are NaN where there is none. */
export interface LoggedValue {
  readonly value: number
  readonly step: number
}

export interface ValueCell {
  /** Of a group the mean of its finite values; NaN where there is none. */
  readonly value: number
  /** Sample standard deviation; NaN for fewer than two values. */
  readonly deviation: number
  /** How many values there are. */
  readonly n: number
  /** From the baseline's value; NaN without one, and in its own row. */
  readonly difference: number
  /** The step that a single value was logged at; NaN for several. */
  readonly step: number
}

export interface ValueRow {
  readonly key: string
  readonly label: string
  readonly colour: RunColour
  readonly runs: readonly RunId[]
  /** Whether it is a member that stands below its group. */
  readonly member: boolean
  readonly baseline: boolean
  cell(metric: MetricName, of: ValueOf): ValueCell
}

interface Shown {
  readonly key: string
  readonly label: string
  readonly colour: RunColour
  readonly runs: readonly { readonly run: RunId }[]
}

interface Sources {
  readonly baseline: RunId | null
  logged(run: RunId, metric: MetricName, of: ValueOf): LoggedValue
  label(run: RunId): string
  colour(run: RunId): RunColour
}

/** A row for each group, and one for each member of those that are open. A cell is worked out when it is asked for. */
export function valueRows(
  groups: readonly Shown[],
  isOpen: (key: string) => boolean,
  sort: ValueSort,
  sources: Sources,
): ValueRow[] {
  const groupOfBaseline = groups.find(({ runs }) => runs.some(({ run }) => run === sources.baseline))
  const against = groupOfBaseline?.runs.map(({ run }) => run)
  const rows = groups.map(({ runs, ...group }) => {
    const ids = runs.map(({ run }) => run)
    return createRow(
      { ...group, runs: ids, member: false, baseline: group.key === groupOfBaseline?.key },
      against,
      sources,
    )
  })
  const members = (row: ValueRow) =>
    row.runs.map((run) =>
      createRow(
        {
          key: `${row.key}/${run}`,
          label: sources.label(run),
          colour: sources.colour(run),
          runs: [run],
          member: true,
          baseline: run === sources.baseline,
        },
        against,
        sources,
      ),
    )
  return sortRows(rows, sort).flatMap((row) =>
    row.runs.length > 1 && isOpen(row.key) ? [row, ...sortRows(members(row), sort)] : [row],
  )
}

function createRow(row: Omit<ValueRow, 'cell'>, against: readonly RunId[] | undefined, { logged }: Sources): ValueRow {
  const cells = new Map<string, ValueCell>()
  return {
    ...row,
    cell(metric, of) {
      const key = `${metric} ${of}`
      const known = cells.get(key)
      if (known) return known
      const all = row.runs.map((run) => logged(run, metric, of))
      const { n, mean, deviation } = spreadOf(all.map(({ value }) => value))
      const [first] = all
      // What is not finite is a value too, where it is the only one.
      const value = all.length === 1 && first ? first.value : mean
      const base = against && !row.baseline ? spreadOf(against.map((run) => logged(run, metric, of).value)).mean : NaN
      const cell = { value, deviation, n, difference: value - base, step: all.length === 1 && first ? first.step : NaN }
      cells.set(key, cell)
      return cell
    },
  }
}

/** “seed 2” before “seed 10”. */
const BY_NAME = new Intl.Collator('en', { numeric: true })

/** Rows without a value come last either way; equal ones keep their order. */
function sortRows(rows: readonly ValueRow[], { by, of, descending }: ValueSort): ValueRow[] {
  if (by === 'order') return [...rows]
  const sign = descending ? -1 : 1
  if (by === 'name') return rows.toSorted((a, b) => sign * BY_NAME.compare(a.label, b.label))
  const keyed = rows.map((row) => ({ row, value: row.cell(by, of).value }))
  keyed.sort((a, b) => {
    const [lost, other] = [Number.isNaN(a.value), Number.isNaN(b.value)]
    return lost || other ? Number(lost) - Number(other) : sign * (a.value - b.value)
  })
  return keyed.map(({ row }) => row)
}

/** What a click on the head of a column sorts by: the best first, then the other way round, then the board's own order. */
export function nextSort(now: ValueSort, by: MetricName | 'name', of: ValueOf): ValueSort {
  const first = by !== 'name' && METRICS[by].better !== 'lower'
  if (now.by !== by || now.of !== of) return { by, of, descending: first }
  if (now.descending === first) return { by, of, descending: !first }
  return { by: 'order', of: 'cursor', descending: false }
}

/** Whether a difference from the baseline is for the better; null where that cannot be said. */
export function isBetter(metric: MetricName, difference: number): boolean | null {
  const { better } = METRICS[metric]
  if (better === 'neither' || Number.isNaN(difference) || difference === 0) return null
  return difference > 0 === (better === 'higher')
}
