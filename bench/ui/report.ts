import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { median } from '../statistics.ts'
import type { Figure, Unit } from './measure.ts'

/** What was measured of one measure. */
export interface Result {
  readonly id: string
  readonly title: string
  /** Empty where it could not be measured. */
  readonly figures: readonly Figure[]
  /** Why it could not; empty where it could. */
  readonly failure: string
}

export interface Setting {
  readonly processor: string
  readonly cores: number
  readonly browser: string
  readonly node: string
  readonly rounds: number
  readonly loadBefore: number
  readonly quick: boolean
}

const PAGE = fileURLToPath(new URL('../../docs/workbench-speed.md', import.meta.url))
const [BEGIN, END] = ['<!-- what was measured -->', '<!-- end of what was measured -->']
const PLACES: Record<Unit, number> = { ms: 0, MB: 1, 'frames/s': 1, 'values/s': 0, 'bytes/value': 1, '%': 1 }

const HEAD = ['Measure', 'Bound', 'Median', 'Main thread', 'Within the bound']

export function tableOf(results: readonly Result[]): string[][] {
  return results.flatMap(({ title, figures, failure }) =>
    failure ? [[title, '', failure, '', '']] : figures.map((figure) => cells(title, figure)),
  )
}

function cells(title: string, figure: Figure): string[] {
  const { what, unit, values, busy, bound } = figure
  return [
    `${title}: ${what}`,
    bound === null ? '' : write(bound, unit, 0),
    write(median(values), unit),
    busy.length > 0 ? write(median(busy), 'ms') : '',
    bound === null ? '' : isWithin(figure) ? 'yes' : 'no',
  ]
}

function isWithin({ values, bound, better }: Figure): boolean {
  const value = median(values)
  return bound !== null && (better === 'lower' ? value <= bound : value >= bound)
}

/** Small numbers with a digit more than their unit usually has. */
function write(value: number, unit: Unit, places = value < 10 ? Math.max(PLACES[unit], 2) : PLACES[unit]): string {
  return `${value.toLocaleString('en', { minimumFractionDigits: places, maximumFractionDigits: places })} ${unit}`
}

export function printTable(results: readonly Result[]): void {
  const rows = [HEAD, ...tableOf(results)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}

export function describe({ processor, cores, browser, node, rounds, loadBefore, quick }: Setting): string {
  const size = quick ? ' Tiny sizes: the numbers say nothing.' : ''
  return `${processor}, ${cores} cores; Chromium ${browser}, headless; Node ${node}; medians of ${rounds}; load average before: ${loadBefore.toFixed(1)}.${size}`
}

/** Writes the table between the marks of docs/workbench-speed.md. */
export async function writePage(results: readonly Result[], setting: Setting): Promise<void> {
  const page = readFileSync(PAGE, 'utf8')
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost the marks of the table`)
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`
  const table = [line(HEAD), line(HEAD.map(() => '-')), ...tableOf(results).map(line)].join('\n')
  const text = `${before}${BEGIN}\n\n${describe(setting)}\n\n${table}\n\n${END}${after}`
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }))
}
