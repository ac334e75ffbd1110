import { settingOf } from '../../shared/board/groups.ts'
import type { JsonValue } from '../../shared/config/assign.ts'
import { DEFAULT_SETTINGS } from '../../shared/config/settings.ts'
import type { RunSummary } from '../../shared/contract/runs.ts'
import { METRICS, METRIC_NAMES, type MetricName, isMetricName } from '../../shared/metrics.ts'
import { settingTitle } from '../../shared/config/titles.ts'
import { count, metricValue } from '../ui/format.ts'
import { type CellValue, type Column, plainText } from './column.ts'
import { OWN_COLUMNS } from './own-columns.ts'

/** The column of that name; undefined where there is none (any more). */
export function columnOf(id: string): Column | undefined {
  const known = KNOWN.get(id)
  if (known) return known
  const made = metricColumn(id) ?? settingColumn(id)
  if (made) KNOWN.set(id, made)
  return made
}
const KNOWN = new Map(OWN_COLUMNS.map((column) => [column.id, column]))

/** Every column there is for these runs, but metrics at a step, which are endless. */
export function offeredColumns(runs: readonly RunSummary[]): readonly Column[] {
  const logged = new Set(runs.flatMap(({ latest }) => Object.keys(latest)))
  const metrics = METRIC_NAMES.filter((name) => logged.has(name)).flatMap((name) =>
    METRICS[name].better === 'neither' ? [name] : [name, `${name}@best`],
  )
  const sources = new Set(runs.flatMap(({ settings }) => Object.keys(settings).filter((path) => isOfSource(path))))
  const settings = [...Object.keys(DEFAULT_SETTINGS), ...[...sources].sort()]
  return [...OWN_COLUMNS, ...[...metrics, ...settings].flatMap((id) => columnOf(id) ?? [])]
}

const isOfSource = (path: string) => path.startsWith('data.source.')

const SHORT: Partial<Record<MetricName, string>> = {
  'train/loss': 'Train loss',
  'valid/loss': 'Valid loss',
  'valid/alignment_error_rate': 'Align. error',
  'valid/phoneme_error_rate': 'Phon. error',
  'valid/token_accuracy': 'Token acc.',
}

/** What a head takes beside its words, and for each of their characters, in pixels. */
const HEAD = 44
const CHARACTER = 6

function metricColumn(id: string): Column | undefined {
  const [metric = '', place] = id.split('@')
  if (!isMetricName(metric)) return undefined
  const { title, description, better } = METRICS[metric]
  const at = place === undefined ? 'last' : place === 'best' ? 'best' : stepOf(place)
  if (at === null || (at === 'best' && better === 'neither')) return undefined
  const shared = {
    id,
    about: `${id}: ${description}`,
    group: 'Metrics',
    cell: 'text',
    align: 'right',
    width: 98,
    first: better === 'lower' ? 'ascending' : 'descending',
    text: (value: CellValue) => metricValue(metric, typeof value === 'number' ? value : undefined),
  } as const
  const short = SHORT[metric] ?? title
  if (at === 'last') return { ...shared, title, short, value: ({ latest }) => latest[metric] ?? null }
  const wanted = { metric, at } as const
  const said = at === 'best' ? 'best' : `step ${count(at)}`
  const head = `${short}, ${said}`
  return {
    ...shared,
    title: `${title}, ${said}`,
    short: head,
    whole: title,
    // What tells it from the metric elsewhere stands at the end of the head, which is therefore never cut.
    width: Math.max(130, HEAD + head.length * CHARACTER),
    wanted,
    value: (_, asked) => asked(wanted) ?? null,
  }
}

function stepOf(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

function settingColumn(path: string): Column | undefined {
  if (!Object.hasOwn(DEFAULT_SETTINGS, path) && !isOfSource(path)) return undefined
  const isNumber = typeof DEFAULT_SETTINGS[path] === 'number'
  const title = settingTitle(path)
  return {
    id: path,
    title,
    short: title.split(': ').at(-1) ?? title,
    about: `${path}: ${title}`,
    group: 'Settings',
    cell: 'text',
    align: isNumber ? 'right' : 'left',
    width: 112,
    first: 'ascending',
    value: (run) => cellOf(settingOf(run, path)),
    text: plainText,
  }
}

function cellOf(value: JsonValue | undefined): CellValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'object' ? JSON.stringify(value) : value
}
