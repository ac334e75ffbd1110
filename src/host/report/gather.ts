import { createPace } from '../../data/pace.ts'
import { toJsonBoard } from '../../shared/board/board-file.ts'
import type { Board } from '../../shared/board/board.ts'
import type { CallContext } from '../../shared/rpc/contract.ts'
import type { OutputHandlers } from '../../shared/contract/outputs.ts'
import type { RunHandlers } from '../../shared/contract/run-service.ts'
import type { RunId } from '../../shared/contract/runs.ts'
import { SaccadeError, toErrorData } from '../../shared/errors.ts'
import { evenly } from '../../shared/evenly.ts'
import type { MetricName } from '../../shared/metrics.ts'
import type { OutputsSource } from '../../shared/outputs/run-outputs.ts'
import { type ReportData, packSnapshot } from '../../shared/report/report-data.ts'
import { comparingPanels, comparisonsOf } from './comparisons.ts'
import { curvesOf } from './curves.ts'
import type { GatherContext } from './gather-context.ts'
import { type OutputBounds, outputsOf } from './outputs.ts'
import { pinnedOutputs } from './pinned-outputs.ts'
import { curveSource } from '../storage/curve-source.ts'
import type { Database } from '../storage/database.ts'
import { metricsOf, seriesLength } from '../storage/metrics.ts'
import { VERSION } from '../version.ts'

/** Steps at which attention was kept that a report holds of a run; of more, evenly spread ones. */
const MOST_STEPS = 100
/** Attention weights that a report holds, two bytes each before they are packed: more makes a page that no browser opens with pleasure. */
const MOST_WEIGHTS = 100e6

const toldThinned = (points: number) =>
  `About ${points} points of each curve, its extremes among them; curves of the board are smoothed over all of theirs`

const tooLarge = () =>
  new SaccadeError('bad-usage', `The page would hold more than ${MOST_WEIGHTS / 1e6} million attention weights`, {
    hint: 'Take fewer runs; those of few layers and heads, and of short watched sentences, take least.',
  })

export interface GatherParts {
  readonly database: Database
  readonly runs: Pick<RunHandlers, 'get' | 'list' | 'snapshots' | 'snapshot' | 'emergence'>
  readonly outputs: Pick<OutputHandlers, 'lacking'>
  readonly source: OutputsSource
  /** Compares runs by what such a source has of them. */
  comparing(source: OutputsSource): Pick<RunHandlers, 'compare'>
  now(): number
}

/** All that a board shows of its runs. @throws not-found where none of them is there; bad-usage where it is too much; aborted */
export async function gatherReport(
  board: Board,
  bounds: OutputBounds,
  parts: GatherParts,
  context: GatherContext,
): Promise<ReportData> {
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
  const asked = new Map(evaluated.map(({ run, steps }, i) => [run, new Set([...(kept[i]?.steps ?? []), ...steps])]))
  const metrics = (run: RunId) => metricsOf(database, run)
  const lengthOf = (run: RunId, metric: MetricName) => seriesLength(database, run, metric)
  const reads = { source, lengthOf, metricsOf: metrics, asked, pace }
  const { curves, thinned } = await curvesOf(board, runs, reads, context)
  if (thinned !== null) notes.add(toldThinned(thinned))
  const { there, absent: lacking } = await comparingPanels(board, runs, parts, context)
  const compared = there.map(({ panel }) => panel)
  const pinned = pinnedOutputs(parts.source)
  const reading = { runs: service, source: pinned }
  const { outputs, notes: told } = await outputsOf(board, ids, { compared, ...bounds }, reading, context)
  for (const note of told) notes.add(note)
  const comparisons = await comparisonsOf(there, !outputs.whole, parts.comparing(pinned), context)
  const absent = [...asking(board), ...lacking]
  for (const { panel, why } of absent) notes.add(`Not the panel “${panel}”: ${why.replace(/\.$/, '')}`)
  context.tell('Packing', 0, 0)
  const shown = toJsonBoard({ ...board, ...withoutHost(board) })
  return {
    ...{ version: VERSION, made: now(), board: shown, runs, curves, evaluated, kept, snapshots, emergence, outputs },
    ...{ comparisons, absent, thinnedCurves: thinned !== null, ownSentences: ownSentencesOf(board), notes: [...notes] },
  }
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

function ownSentencesOf({ cursor: { sentence }, sentences }: Board): number {
  const isKept = sentence.kind === 'own' && sentences.some(({ source }) => source === sentence.source)
  return sentences.length + (sentence.kind === 'own' && !isKept ? 1 : 0)
}

function notesOf(board: Board, there: number): Set<string> {
  const notes = new Set<string>()
  const gone = board.runs.length - there
  if (gone > 0) notes.add(`${gone} of the board’s runs are not in this history`)
  if (ownSentencesOf(board) > 0) notes.add('Not sentences of your own, which the models themselves are asked about')
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
