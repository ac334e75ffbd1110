import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import process from 'node:process'
import { groupRuns, type Grouping, type RunGroup } from '../../shared/board/groups.ts'
import { type JsonObject, isJsonObject } from '../../shared/config/assign.ts'
import type { ComparedMetric } from '../../shared/contract/comparison.ts'
import type { SavedBoard } from '../../shared/contract/boards.ts'
import type { RunId, RunSummary } from '../../shared/contract/runs.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { type GroupLabels, labelGroups } from '../../shared/labels/group-labels.ts'
import { labelRuns } from '../../shared/labels/labels.ts'
import { type MetricName, isMetricName } from '../../shared/metrics.ts'
import { spreadOf } from '../../shared/spread.ts'
import { explaining } from '../../shared/system-errors.ts'
import type { ReadingHost } from '../../host/reading-host.ts'
import { chooseRuns } from '../choose-runs.ts'
import { findRun } from '../find-run.ts'
import { type CommonOptions, withReadingHost } from '../context.ts'
import { withDecodingProgress } from '../decoding-progress.ts'
import { print, printAsIs, printError, printJson } from '../output.ts'
import { withTaskProgress } from '../task-progress.ts'
import { MARKS_NOTE, type Report, type TableFormat, marksOf, reportText } from '../report-table.ts'
import { findBoard } from './board.ts'
import { megabytes } from './data.ts'
import { checkName } from './metrics.ts'

export interface ReportOptions extends CommonOptions {
  readonly format: TableFormat
  /** A file for the page; without it a table is printed. */
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

/** `saccade report BOARD|RUN…`: the table of values that a paper needs, or with `--to` the board as a page. */
export function report(named: readonly string[], options: ReportOptions): Promise<number> {
  return options.to === undefined ? reportTable(named, options) : reportPage(named, { ...options, to: options.to })
}

/** A board with everything on it, for anybody's browser. */
function reportPage(named: readonly string[], options: ReportOptions & { readonly to: string }): Promise<number> {
  return withReadingHost(options, async (host) => {
    const saved = options.where === undefined ? await boardNamed(host, named) : null
    const board = saved?.json ?? boardOf(await runsInOrder(host, named, options.where))
    const task = `report ${process.pid}`
    const { page, runs, notes } = await withTaskProgress(
      {
        on: (listener) => host.events.on('reportProgress', (told) => told.task === task && listener(told)),
        stop: () => host.boards.stopReport({ task }),
      },
      () => host.boards.report({ board, task, allOutputs: options.allOutputs }),
    )
    const file = path.resolve(options.to)
    explaining(file, () => writeWhole(file, page), { elsewhere: 'Another file is chosen with --to.' })
    for (const note of notes) printError(`note: ${note}`)
    if (options.json) printJson({ path: file, runs, bytes: page.length, notes })
    else print(`${counted(runs, 'run')} written to ${file} (${megabytes(page.length)} MB)`)
  })
}

/** A file of that name is there once all of it is, and what was there before stays till then. */
function writeWhole(file: string, content: Uint8Array): void {
  // What is there and no file, such as a pipe, is written to as it is.
  const isOther = fs.statSync(file, { throwIfNoEntry: false })?.isFile() === false
  const part = isOther ? file : `${file}.${randomUUID().slice(0, 8)}.part`
  try {
    fs.writeFileSync(part, content)
    if (part !== file) fs.renameSync(part, file)
  } catch (error) {
    if (part !== file) fs.rmSync(part, { force: true })
    throw error
  }
}

/** As they were named, the first of which the others are measured against; then what fits, as it was made. */
async function runsInOrder(
  { runs }: ReadingHost,
  named: readonly string[],
  where: string | undefined,
): Promise<RunSummary[]> {
  const found = someOf((await chooseRuns(runs, named, where)).toReversed())
  const first = await Promise.all(named.map((text) => findRun({ list: () => Promise.resolve(found) }, text)))
  return [...new Set([...first, ...found])]
}

/** @throws not-found where there is none */
function someOf(runs: RunSummary[]): RunSummary[] {
  if (runs.length > 0) return runs
  throw new SaccadeError('not-found', 'No run fits', { hint: 'Name runs, or a board that has some.' })
}

/** What is shown of runs that were named: all that is kept of them, and what tells them apart. */
function boardOf(runs: readonly RunSummary[]): JsonObject {
  const panel = (kind: string, width = 12, options: JsonObject = {}) => ({ id: kind, kind, width, options })
  return {
    runs: runs.map(({ run }) => ({ run })),
    panels: [
      ...[panel('curves'), panel('values', 6), panel('maps', 6)],
      ...[panel('outputs', 12, { of: 'watched' }), panel('configuration')],
    ],
  }
}

function reportTable(named: readonly string[], options: ReportOptions): Promise<number> {
  const asked = options.metric?.map(checkName)
  return withReadingHost(options, async (host) => {
    const board = options.where === undefined ? await boardNamed(host, named) : null
    const runs = board ? someOf(await runsOf(host, board)) : await runsInOrder(host, named, options.where)
    const grouping = groupingOf(board, options)
    const groups = firstFirst(groupRuns(runs, grouping), board?.board.baseline ?? null)
    const metrics = asked ?? (board && metricsOf(board)) ?? USUAL
    const values = await valuesOf(host, runs, metrics, options.at)
    const marks = options.marks && groups.length > 1 ? await compared(host, groups, metrics, options) : NO_MARKS
    const { common, labels } = labelsOf(groups, grouping)
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
      notes: [...(common === '' ? [] : [`All of ${common}.`]), whatItIs(options), ...marks.notes],
    }
    if (options.json) printJson(result)
    else printAsIs(reportText(result, options.format).trimEnd())
  })
}

/** One name may be that of a board; a run of that name comes first. */
async function boardNamed({ boards, runs }: ReadingHost, named: readonly string[]): Promise<SavedBoard | null> {
  const [name, ...more] = named
  if (name === undefined || more.length > 0) return null
  const isRun = (await runs.list()).some((run) => run.run === name || run.name === name)
  if (isRun) return null
  const all = await boards.list()
  if (!all.some((one) => one.name === name || one.id.startsWith(name))) return null
  return boards.get({ board: findBoard(all, name).id })
}

async function runsOf({ runs }: ReadingHost, { board }: SavedBoard): Promise<RunSummary[]> {
  const all = new Map((await runs.list()).map((run) => [run.run, run]))
  return board.runs.flatMap(({ run }) => all.get(run) ?? [])
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
      for (const { name, reason } of found.leftOut)
        printError(`note: ${metric}: the marks leave out ${name}: ${reason}`)
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

function whatItIs({ at }: ReportOptions): string {
  return `Mean ± standard deviation over runs, ${at === 'best' ? 'at the best checkpoint of each' : 'at the end of each'}`
}
