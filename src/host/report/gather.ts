import { createPace } from '../../data/pace.ts'
import { toJsonBoard } from '../../shared/board/board-file.ts'
import type { Board, BoardPanel } from '../../shared/board/board.ts'
import type { CallContext } from '../../shared/rpc/contract.ts'
import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { type Series, pick, thinIndexes } from '../../shared/curves/thin-series.ts'
import { counted } from '../../shared/counted.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { evenly } from '../../shared/evenly.ts'
import { MOST_RUNS_BESIDE } from '../../shared/outputs/output-fields.ts'
import { MOST_REPORTED_PAIRS, type ReportData, outputsKey, packSnapshot } from '../../shared/report/report-data.ts'
import { comparisonsOf } from './comparisons.ts'
import type { GatherContext } from './gather-context.ts'
import { curveSource } from '../storage/curve-source.ts'
import type { Database } from '../storage/database.ts'
import { metricsOf } from '../storage/metrics.ts'
import { VERSION } from '../version.ts'

/** Points of a curve that a report holds, about: more than any screen has columns, and few enough for a page. */
const MOST_POINTS = 5000
/** Steps at which attention was kept that a report holds of a run; of more, evenly spread ones. */
const MOST_STEPS = 100
/** Attention weights that a report holds, two bytes each before they are packed: more makes a page that no browser opens with pleasure. */
const MOST_WEIGHTS = 100e6

const tooLarge = () =>
  new SaccadeError('bad-usage', `The page would hold more than ${MOST_WEIGHTS / 1e6} million attention weights`, {
    hint: 'Take fewer runs; those of few layers and heads, and of short watched sentences, take least.',
  })

export interface GatherParts {
  readonly database: Database
  readonly runs: Pick<RunHandlers, 'list' | 'snapshots' | 'snapshot' | 'emergence' | 'compare'>
  readonly outputs: Pick<OutputHandlers, 'find' | 'lacking'>
  now(): number
}

/** All that a board shows of its runs. @throws not-found where none of them is there; bad-usage where it is too much; aborted */
export async function gatherReport(board: Board, parts: GatherParts, context: GatherContext): Promise<ReportData> {
  const { database, runs: service, now } = parts
  const all = new Map((await service.list(undefined, context)).map((run) => [run.run, run]))
  const runs = board.runs.flatMap(({ run }) => all.get(run) ?? [])
  if (runs.length === 0)
    throw new SaccadeError('not-found', 'None of the runs of the board is in this history', {
      hint: 'A report shows runs: put some on the board first.',
    })
  const notes = notesOf(board, runs.length)
  const source = curveSource(database)
  const ids = runs.map(({ run }) => run)
  const kept = (await service.snapshots({ runs: ids }, context)).map((index) => {
    if (index && index.steps.length > MOST_STEPS)
      notes.add(`Attention of ${MOST_STEPS} steps of each run, evenly spread`)
    return index && { ...index, steps: evenly(index.steps, MOST_STEPS) }
  })
  const pace = createPace(context.signal)
  const maps = kept.reduce((sum, one) => sum + (one?.steps.length ?? 0) * (one?.sentences.length ?? 0), 0)
  let [weights, read] = [0, 0]
  const snapshots: ReportData['snapshots'][number][] = []
  const emergence: ReportData['emergence'][number][] = []
  for (const [place, run] of ids.entries()) {
    const { steps = [], sentences = [] } = kept[place] ?? {}
    for (const { index, source: tokens } of sentences) {
      for (const step of steps) {
        context.tell('Reading attention', read++, maps)
        const found = await snapshotAt(service, { run, step, sentence: index }, context)
        // Where nothing was kept of this sentence at the step, the one before stands for it already.
        if (found?.step === step) {
          weights += found.maps.reduce((sum, map) => sum + map.weights.length, 0)
          if (weights > MOST_WEIGHTS) throw tooLarge()
          snapshots.push(packSnapshot(found))
        }
        await pace.breathe()
      }
      emergence.push(...(await measured(service, run, tokens, context)))
    }
    emergence.push(...(await measured(service, run, null, context)))
  }
  const evaluated = ids.map((run) => {
    const { steps, values } = source.evaluationTimes(run)
    return { run, steps, times: values }
  })
  context.tell('Reading curves', 0, 0)
  const curves = evaluated.flatMap(({ run, steps }, place) => {
    const asked = new Set([...(kept[place]?.steps ?? []), ...steps])
    return metricsOf(database, run).map((metric) => {
      const series = source.series(run, metric)
      if (series.steps.length > MOST_POINTS)
        notes.add(`About ${MOST_POINTS} points of each curve, its extremes among them`)
      return { run, metric, ...thinned(series, asked) }
    })
  })
  context.tell('Reading outputs', 0, 0)
  const outputs = await outputsOf(board, ids, parts, context, notes)
  const { comparisons, absent: lacking } = await comparisonsOf(board, runs, parts, context)
  const absent = [...asking(board), ...lacking]
  for (const { panel, why } of absent) notes.add(`Not the panel “${panel}”: ${why.replace(/\.$/, '')}`)
  context.tell('Packing', 0, 0)
  const shown = toJsonBoard({ ...board, ...withoutHost(board) })
  return {
    ...{ version: VERSION, made: now(), board: shown, runs, curves, evaluated, kept, snapshots, emergence, outputs },
    ...{ comparisons, absent, notes: [...notes] },
  }
}

/** The steps that values are asked at stay too: evaluations, and those at which attention was kept. */
function thinned(series: Series, asked: ReadonlySet<number>): Series {
  const { steps, values } = series
  const extremes = thinIndexes(steps, [values], MOST_POINTS)
  if (!extremes) return series
  const indexes = new Set([...extremes, ...Array.from(steps.keys()).filter((i) => asked.has(steps[i] ?? NaN))])
  const sorted = [...indexes].sort((a, b) => a - b)
  return { steps: pick(steps, sorted), values: pick(values, sorted) }
}

/** Panels that ask the models themselves, and what to do to see them. */
const ASKING: Readonly<Record<string, string>> = {
  edits: 'It asks the models about a changed sentence. In Saccade, where the runs are, change it token by token.',
  hypotheses: 'It asks a model for its beam. In Saccade, where the runs are, the tree can be looked at.',
}

function asking({ panels }: Board): ReportData['absent'] {
  return panels.flatMap(({ id, kind }) => (ASKING[kind] === undefined ? [] : { panel: id, why: ASKING[kind] }))
}

/** Without what asks a model, which needs a host. */
function withoutHost({ cursor }: Board): Pick<Board, 'cursor' | 'sentences'> {
  const isWatched = cursor.sentence.kind === 'watched'
  return {
    cursor: isWatched ? cursor : { ...cursor, sentence: { kind: 'watched', index: 0 } },
    sentences: [],
  }
}

function notesOf({ runs, cursor, sentences }: Board, there: number): Set<string> {
  const notes = new Set<string>()
  if (there < runs.length) notes.add(`${runs.length - there} of the board’s runs are not in this history`)
  if (cursor.sentence.kind === 'own' || sentences.length > 0)
    notes.add('Not sentences of your own, which the models themselves are asked about')
  return notes
}

async function snapshotAt(
  service: GatherParts['runs'],
  asked: { readonly run: RunId; readonly step: number; readonly sentence: number },
  context: CallContext,
) {
  try {
    return await service.snapshot(asked, context)
  } catch (error) {
    if (toErrorData(error).code === 'not-found') return null // of this sentence nothing was kept so early
    throw error
  }
}

async function measured(
  service: GatherParts['runs'],
  run: RunId,
  source: readonly string[] | null,
  context: CallContext,
): Promise<ReportData['emergence']> {
  const [of] = await service.emergence({ runs: [run], ...(source && { source }) }, context)
  return of ? [{ source, of }] : []
}

/** The first pairs of each question that the board's panels of outputs ask, where checkpoints have been asked before. */
async function outputsOf(
  { panels, cursor }: Board,
  ids: readonly RunId[],
  { outputs }: GatherParts,
  context: CallContext,
  notes: Set<string>,
): Promise<ReportData['outputs']> {
  const answers = new Map<string, ReportData['outputs'][number]>()
  for (const panel of panels.filter(({ kind }) => kind === 'outputs')) {
    const question = { runs: ids.slice(0, MOST_RUNS_BESIDE), where: cursor.where, ...questionOf(panel) }
    const key = outputsKey(question)
    if (answers.has(key)) continue
    try {
      const asked = { ...question, offset: 0, count: MOST_REPORTED_PAIRS, make: false }
      const found = await outputs.find(asked, context)
      if (found.found > found.rows.length)
        notes.add(`Outputs of the first ${found.rows.length} of ${found.found} pairs`)
      if (found.notDecoded.length > 0)
        notes.add(`No outputs of ${counted(found.notDecoded.length, 'run')}, which did not decode the pairs before`)
      answers.set(key, { key, found: { ...found, found: found.rows.length } })
    } catch (error) {
      if (!(error instanceof SaccadeError) || error.code === 'aborted') throw error
      notes.add(`No outputs of validation pairs: ${error.message}`)
    }
  }
  return [...answers.values()]
}

function questionOf({ options: { checkpoint, sort, descending } }: BoardPanel) {
  const sorted =
    typeof sort === 'string' && sort !== '' ? { sort: { field: sort, descending: descending === true } } : {}
  return { checkpoint: checkpoint === 'last' ? ('last' as const) : ('best' as const), ...sorted }
}
