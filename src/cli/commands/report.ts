import path from 'node:path'
import { groupRuns, type Grouping, type RunGroup } from '../../shared/board/groups.ts'
import { isJsonObject } from '../../shared/config/assign.ts'
import type { ComparedMetric } from '../../shared/contract/comparison.ts'
import type { SavedBoard } from '../../shared/contract/boards.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { type GroupLabels, labelGroups } from '../../shared/labels/group-labels.ts'
import { labelRuns } from '../../shared/labels/labels.ts'
import { type MetricName, isMetricName } from '../../shared/metrics.ts'
import { byReason } from '../../shared/outputs/choose.ts'
import { spreadOf } from '../../shared/spread.ts'
import type { ReadingHost } from '../../host/reading-host.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDecodingProgress } from '../decoding-progress.ts'
import { print, printAsIs, printError, printJson } from '../output.ts'
import { checkNewFile } from '../package-folder.ts'
import { formOf } from '../report-form.ts'
import { reportPage, writeWhole } from '../report-page.ts'
import { runsOfReport } from '../report-runs.ts'
import { MARKS_NOTE, type Report, type TableFormat, marksOf, reportText } from '../report-table.ts'
import { onOtherPairs } from '../validation-data.ts'
import { checkName } from './metrics.ts'

export interface ReportOptions extends CommonOptions {
  readonly format?: TableFormat
  /** A file for the page or the table; without it a table is printed. */
  readonly to?: string
  readonly where?: string
  readonly metric?: readonly string[]
  readonly at: 'best' | 'last'
  /** False where each run is a row of its own. */
  readonly groups: boolean
  /** False where nobody wants them: they may have to be worked out. */
  readonly marks: boolean
  readonly resamples: number
  readonly seed: number
  /** All outputs of the runs on the page, however many they are. */
  readonly allOutputs?: boolean
}

const USUAL: readonly MetricName[] = ['valid/exact_match', 'valid/loss']
/** What can be compared, by the metric that is logged of it. */
const COMPARED_AS: Partial<Record<MetricName, ComparedMetric>> = {
  'valid/bleu': 'bleu',
  'valid/chrf': 'chrf',
  'valid/exact_match': 'exact-match',
  'valid/alignment_error_rate': 'alignment-error-rate',
}

/**
 * `saccade report BOARD|RUN…`: the table of values that a paper needs, or the board as a page.
 * @param given the options that were said
 */
export async function report(
  named: readonly string[],
  options: ReportOptions,
  given: readonly string[],
): Promise<number> {
  const form = formOf(options, given)
  if (options.to !== undefined) checkNewFile(path.resolve(options.to))
  return form === 'page' ? reportPage(named, options) : reportTable(named, form, options)
}

function reportTable(named: readonly string[], format: TableFormat, options: ReportOptions): Promise<number> {
  const asked = options.metric?.map(checkName)
  return withReadingHost(options, async (host) => {
    const { board, runs } = await runsOfReport(host, named, options.where)
    const grouping = groupingOf(board, options)
    const groups = firstFirst(groupRuns(runs, grouping), board?.board.baseline ?? null)
    const metrics = asked ?? (board && metricsOf(board)) ?? USUAL
    const values = await valuesOf(host, runs, metrics, options.at)
    const marks = options.marks && groups.length > 1 ? await compared(host, groups, metrics, options) : NO_MARKS
    const { common, labels } = labelsOf(groups, grouping)
    const otherPairs = onOtherPairs(runs)
    const result: Report = {
      metrics,
      rows: groups.map(({ key, runs: members }, row) => ({
        label: labels.get(key) ?? '',
        runs: members.map(({ run }) => run),
        cells: metrics.map((metric) => ({
          spread: spreadOf(members.map(({ run }) => values.get(metric)?.get(run) ?? NaN)),
          p: marks.p.get(metric)?.[row] ?? null,
        })),
      })),
      notes: [
        ...(common === '' ? [] : [`All of ${common}.`]),
        ...[whatItIs(options, groups), otherPairs ?? []].flat(),
        ...marks.notes,
      ],
    }
    // A table of CSV has no place for notes.
    if (otherPairs !== null && format === 'csv' && !options.json) printError(`note: ${otherPairs}`)
    if (result.rows.every(({ cells }) => cells.every(({ spread }) => spread.n === 0)))
      printError(`note: the table is empty: none of these runs has a value of ${metrics.join(' or ')}`)
    if (options.to !== undefined) {
      const file = path.resolve(options.to)
      writeWhole(file, new TextEncoder().encode(reportText(result, format)))
      if (options.json) printJson({ path: file, format, runs: runs.length })
      else print(`The table of ${counted(runs.length, 'run')} written to ${file}`)
    } else if (options.json) printJson(result)
    else printAsIs(reportText(result, format).trimEnd())
  })
}

function groupingOf(board: SavedBoard | null, { groups }: ReportOptions): Grouping {
  if (!groups) return { by: 'nothing', settings: [], members: false }
  return board?.board.grouping ?? { by: 'all-but-seed', settings: [], members: false }
}

/** The group that the others are measured against comes first. */
function firstFirst(groups: readonly RunGroup[], baseline: RunId | null): RunGroup[] {
  const isFirst = (group: RunGroup) => group.runs.some(({ run }) => run === baseline)
  return [...groups.filter(isFirst), ...groups.filter((group) => !isFirst(group))]
}

/** Those of the board's panel of values. */
function metricsOf({ board }: SavedBoard): MetricName[] | null {
  const options = board.panels.find(({ kind }) => kind === 'values')?.options
  const { metrics } = isJsonObject(options) ? options : {}
  if (!Array.isArray(metrics)) return null
  const known = metrics.filter((name) => typeof name === 'string').filter(isMetricName)
  return known.length > 0 ? known : null
}

function labelsOf(groups: readonly RunGroup[], grouping: Grouping): GroupLabels {
  if (grouping.by !== 'nothing') return labelGroups(groups, grouping)
  const { common, labels } = labelRuns(groups.flatMap(({ runs }) => runs))
  return { common, labels: new Map(groups.map(({ key, runs }) => [key, labels.get(runs[0]?.run ?? '') ?? ''])) }
}

/** All of one checkpoint of each run, as it would be published: not each metric at its own best step. */
async function valuesOf(
  { runs: service }: ReadingHost,
  runs: readonly RunSummary[],
  metrics: readonly MetricName[],
  at: 'best' | 'last',
) {
  const values = new Map(metrics.map((metric) => [metric, new Map<RunId, number>()]))
  for (const { run, best } of runs) {
    const place = at === 'best' && best ? best.step : ('last' as const)
    const columns = await service.values({ runs: [run], wanted: metrics.map((metric) => ({ metric, at: place })) })
    for (const { metric, values: found } of columns) values.get(metric)?.set(run, found[0] ?? NaN)
  }
  return values
}

interface Marks {
  /** Of each group. */
  readonly p: ReadonlyMap<MetricName, readonly (number | null)[]>
  readonly notes: readonly string[]
}
const NO_MARKS: Marks = { p: new Map(), notes: [] }

/** Paired bootstrap resampling of the validation pairs, and of the seeds of groups, against the first group. */
async function compared(
  host: ReadingHost,
  groups: readonly RunGroup[],
  metrics: readonly MetricName[],
  options: ReportOptions,
): Promise<Marks> {
  const p = new Map<MetricName, (number | null)[]>()
  const notes: string[] = []
  const runs = groups.map((group) => group.runs.map(({ run }) => run))
  const { at: checkpoint, resamples, seed } = options
  for (const metric of metrics) {
    const as = COMPARED_AS[metric]
    if (!as) continue
    try {
      const request = { runs, checkpoint, metric: as, resamples, seed }
      const found = await withDecodingProgress(host.events, () => host.runs.compare(request))
      const ofGroups = marksOf(runs, found)
      for (const { names, reason } of byReason(found.leftOut))
        printError(`note: ${metric}: the marks leave out ${names.join(', ')}: ${reason}`)
      if (!ofGroups) {
        printError(`note: no marks for ${metric}: nothing of the first row can be compared`)
        continue
      }
      p.set(metric, ofGroups)
      if (notes.length === 0) {
        notes.push(
          `${MARKS_NOTE}, by ${resamples} paired bootstrap resamples of ${found.pairs} validation pairs (seed ${seed})`,
        )
      }
    } catch (error) {
      if (!(error instanceof SaccadeError)) throw error
      printError(`note: no marks for ${metric}: ${toErrorData(error).message}`)
    }
  }
  return { p, notes }
}

function whatItIs({ at }: ReportOptions, groups: readonly RunGroup[]): string {
  const place = at === 'best' ? 'at the best checkpoint of each' : 'at the end of each'
  const isAveraged = groups.some(({ runs }) => runs.length > 1)
  return `${isAveraged ? 'Mean ± standard deviation over runs' : 'Of single runs'}, ${place}`
}
